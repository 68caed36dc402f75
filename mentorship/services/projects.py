"""Making works, showing and hiding them, and keeping their files in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Project, ProjectFile, Skill
from mentorship.services import files as stored
from mentorship.services import hiding, owning, sharing, work_files
from portal.accounts.models import AuditEvent, User
from portal.accounts.permissions import watches_over_people
from portal.accounts.services import audit
from portal.core import quota
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

MAX_PROJECTS = 500
WORDS = ("title", "description")
EDITABLE = frozenset({"title", "description", "media_type", "status", "licence", "takes_commissions"})


class TooManyProjects(DomainError):
    message = gettext_lazy("You have reached the number of works that one person may have. Delete one first.")


class ForSale(DomainError):
    message = gettext_lazy(
        "It is or was in the shop, and the shop's record of it must stay. Withdraw it there if it is for sale, and"
        " make it private here instead."
    )


class AlreadyKept(DomainError):
    """The form was sent before; `project` is what it made."""

    message = gettext_lazy("This work is kept already.")

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project


def permit(*, owner: User, by: User) -> None:
    """Refuse who shows no works, or would show those of another. Raises NotAllowed."""
    require(
        by == owner and can(by, "create", Project),
        _("Only participants and mentors show works, and only their own."),
    )


def create(
    *,
    owner: User,
    by: User,
    title: str,
    media_type: str,
    description: str = "",
    skills: Iterable[Skill] = (),
    status: str = Project.Status.IN_PROGRESS,
    licence: str = Project.Licence.ALL_RIGHTS,
    takes_commissions: bool = False,
    visibility: str = Project.Visibility.PRIVATE,
    files: Iterable[Any] = (),
    submission: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Project:
    """Make a work of `owner`, shown by `files` (Django Files), once for each `submission`.

    Raises NotAllowed, BadUpload, TooManyFiles, TooManyProjects, AlreadyKept.
    """
    permit(owner=owner, by=by)
    _refuse_twice(owner, submission)
    sharing.permit_showing(by=by, maker=owner, now_seen=Project.Visibility.PRIVATE, wanted=visibility)
    uploads = stored.clean_all(files)
    with stored.shelf() as shelf, transaction.atomic():
        work_files.check_room(len(uploads), taken=0)
        quota.claim(owner, work_files.size_of(uploads))
        if Project.objects.filter(owner=owner).count() >= MAX_PROJECTS:
            raise TooManyProjects
        project = Project(owner=owner, title=title, media_type=media_type, description=description)
        project.status, project.licence, project.submission = status, licence, submission
        project.takes_commissions = takes_commissions
        try:
            with transaction.atomic():
                project.save()
        except IntegrityError:
            _refuse_twice(owner, submission)  # the other press of the button was faster
            raise
        project.skills.set(skills)
        ProjectFile.objects.bulk_create(
            stored.new_file(project, upload, position=position, shelf=shelf)
            for position, upload in enumerate(uploads)
        )
        log(project, "mentorship.project.create", user=by)
        _show(project, visibility, by=by, now=now or timezone.now())
        return project


@transaction.atomic
def update(*, project: Project, by: User, skills: Iterable[Skill] | None = None, **values: str | bool) -> Project:
    """Store `values` (names in EDITABLE) and, if given, the whole of `skills`.

    Of somebody who needs an approval only mentors see it again once title or description changed.
    Raises NotAllowed.
    """
    project = owning.locked(project, by)
    unknown = values.keys() - EDITABLE
    if unknown:
        raise TypeError(f"Not a value of a work: {', '.join(sorted(unknown))}")
    says_more = any(values.get(name, getattr(project, name)) != getattr(project, name) for name in WORDS)
    for name, value in values.items():
        setattr(project, name, value)
    project.save()
    if says_more:
        hiding.look_again(project=project)
    if skills is not None:
        project.skills.set(skills)
    return project


@transaction.atomic
def change_visibility(*, project: Project, visibility: str, by: User, now: datetime | None = None) -> Project:
    """Show `project` to others from `now`, or hide it; its secret links end unless it is shown by link.

    For somebody who needs an approval a mentor of theirs or a coordinator does it, once it is shared with them.
    Raises NotAllowed, NeedsApproval, NotShared, NoConsent.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    sharing.permit_showing(by=by, maker=project.owner, now_seen=project.visibility, wanted=visibility)
    if by.pk != project.owner_id:
        detail = {"visibility": visibility}
        audit.record(
            action=AuditEvent.Action.PUBLISHED_FOR,
            by=by,
            subject=project.owner,
            obj=project,
            detail=detail,
            now=now,
        )
    _show(project, visibility, by=by, now=now or timezone.now())
    return project


@transaction.atomic
def delete_project(*, project: Project, by: User) -> None:
    """Delete `project` and its files for good. Raises ForSale, NotAllowed."""
    project = owning.locked(project, by)
    paths = [path for file in project.files.all() for path in file.paths]
    paths += [path for upload in project.uploads.all() for path in upload.parts]
    was_public = project.is_public
    log(project, "mentorship.project.delete", user=by, deleted=True)
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).delete()
    except ProtectedError as error:
        raise ForSale from error
    stored.delete_after_commit(paths)
    if was_public:
        announce(signals.project_hidden, Project, project=project, by=by)


@transaction.atomic
def hide_for_safety(*, project: Project, by: User, now: datetime) -> None:
    """Hide `project` because of what was reported about it. Raises NotAllowed."""
    show_after_review(project=project, visibility=Project.Visibility.PRIVATE, by=by, now=now)


@transaction.atomic
def show_after_review(*, project: Project, visibility: str, by: User, now: datetime) -> None:
    """Show `project` as it was before it was hidden for safety. Raises NotAllowed."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(watches_over_people(by) and by.pk != project.owner_id)
    _show(project, visibility, by=by, now=now)


def _refuse_twice(owner: User, submission: uuid.UUID | None) -> None:
    first = Project.objects.filter(owner=owner, submission=submission).first() if submission else None
    if first is not None:
        raise AlreadyKept(first)


def _show(project: Project, visibility: str, *, by: User, now: datetime) -> None:
    was_public = project.is_public
    project.visibility = Project.Visibility(visibility)
    if project.visibility != Project.Visibility.LINK:
        sharing.end_links(thing=project, now=now)
    if project.is_public and project.published_at is None:
        project.published_at = now
    project.save(update_fields=["visibility", "published_at", "updated_at"])
    if project.is_public and not was_public:
        log(project, "mentorship.project.publish", user=by)
        announce(signals.project_published, Project, project=project, by=by)
    if was_public and not project.is_public:
        log(project, "mentorship.project.hide", user=by)
        announce(signals.project_hidden, Project, project=project, by=by)
