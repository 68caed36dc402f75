"""Hiding works at once when what allowed to show them ends, and showing them again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from mentorship import signals
from mentorship.models import Project
from mentorship.services.sharing import SHOWN_TO_STRANGERS
from portal.accounts.models import User
from portal.accounts.permissions import needs_approval_to_publish
from portal.accounts.selectors import may_be_shown
from portal.accounts.services import closures
from portal.core.events import announce

#: The name of our part in what a closing account remembers.
WORKS = "mentorship.works"


@transaction.atomic
def withdraw(*, owner: User) -> None:
    """Let only the mentors of `owner` see what others saw: the consent to show it has ended."""
    _change(_shown(owner), Project.Visibility.MENTOR, by=owner)


@transaction.atomic
def follow_age(*, owner: User) -> None:
    """Let only their mentors see the works of `owner` who turned out to be a minor without consent."""
    if not may_be_shown(owner):
        withdraw(owner=owner)


def look_again(*, project: Project) -> None:
    """Let only mentors see what somebody had to look at first and its maker has changed. The caller locks."""
    if project.visibility in SHOWN_TO_STRANGERS and needs_approval_to_publish(project.owner):
        _change([project], Project.Visibility.MENTOR, by=project.owner)


@transaction.atomic
def hide_for_closing(*, owner: User) -> None:
    """Hide everything of `owner`, who closed the account, and remember how it was shown."""
    works = list(Project.objects.select_for_update().filter(owner=owner).exclude(visibility="private"))
    closures.hide(user=owner, what=WORKS, values={str(work.pk): work.visibility for work in works})
    _change(works, Project.Visibility.PRIVATE, by=owner)


@transaction.atomic
def show_again(*, owner: User, hidden: Mapping[str, str]) -> None:
    """Show the works of `owner` as `hidden` ({number: visibility}) says they were, if the consent to it holds."""
    is_free = may_be_shown(owner)
    for work in Project.objects.select_for_update().filter(owner=owner, pk__in=hidden):
        was = hidden[str(work.pk)]
        _change([work], was if is_free or was not in SHOWN_TO_STRANGERS else Project.Visibility.MENTOR, by=owner)


def _shown(owner: User) -> list[Project]:
    return list(Project.objects.select_for_update().filter(owner=owner, visibility__in=SHOWN_TO_STRANGERS))


def _change(works: list[Project], visibility: str, *, by: User) -> None:
    for work in works:
        was_public = work.is_public
        work.visibility = Project.Visibility(visibility)
        work.save(update_fields=["visibility", "updated_at"])
        if was_public != work.is_public:
            signal = signals.project_published if work.is_public else signals.project_hidden
            announce(signal, Project, project=work, by=by)
