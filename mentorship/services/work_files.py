"""The files of a work: added, described, put in order, replaced and removed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Project, ProjectFile
from mentorship.services import files as stored
from mentorship.services import owning
from portal.accounts.models import User
from portal.core.exceptions import DomainError

MAX_FILES = 30


class TooManyFiles(DomainError):
    message = gettext_lazy("A work cannot have so many files.")


class NoSuchFile(DomainError):
    message = gettext_lazy("This file is not part of the work any more.")


def add(*, project: Project, files: Iterable[Any], by: User) -> list[ProjectFile]:
    """Append `files`: all of them or, when one is bad, none. Raises NotAllowed, BadUpload, TooManyFiles."""
    owning.check(project, by)
    uploads = stored.clean_all(files)
    with stored.shelf() as shelf, transaction.atomic():
        project = owning.locked(project, by)
        taken = project.files.count()
        check_room(len(uploads), taken=taken)
        _touch(project)
        return ProjectFile.objects.bulk_create(
            stored.new_file(project, upload, position=taken + number, shelf=shelf)
            for number, upload in enumerate(uploads)
        )


@transaction.atomic
def describe(*, file: ProjectFile, by: User, alt_text: str, caption: str) -> ProjectFile:
    """Store what `file` shows and says. Raises NotAllowed, NoSuchFile."""
    file = _own(file, by)
    file.alt_text, file.caption = alt_text, caption
    file.save(update_fields=["alt_text", "caption", "updated_at"])
    return file


@transaction.atomic
def move(*, file: ProjectFile, up: bool, by: User) -> ProjectFile:
    """Let `file` change places with its neighbour; at the end nothing happens. Raises NotAllowed, NoSuchFile."""
    file = _own(file, by)
    order = list(file.project.files.order_by("position", "pk"))
    here = order.index(file)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    _number(order)
    return order[order.index(file)]


@transaction.atomic
def remove(*, file: ProjectFile, by: User) -> None:
    """Delete `file`; the others close up. Raises NotAllowed, NoSuchFile."""
    file = _own(file, by)
    stored.delete_after_commit(file.paths)
    ProjectFile.objects.filter(pk=file.pk).delete()
    _number(list(file.project.files.order_by("position", "pk")))
    _touch(file.project)


def replace(*, file: ProjectFile, upload: Any, by: User) -> ProjectFile:
    """Let `file` show `upload`, at a new address, words kept. Raises NotAllowed, BadUpload, NoSuchFile."""
    owning.check(file.project, by)
    [clean] = stored.clean_all([upload])
    with stored.shelf() as shelf, transaction.atomic():
        file = _own(file, by)
        stored.delete_after_commit(file.paths)
        file.public_id = uuid.uuid4()  # caches may keep the old address
        stored.fill(file, clean, shelf=shelf).save()
        _touch(file.project)
        return file


def check_room(count: int, *, taken: int) -> None:
    """Refuse `count` more files where `taken` are. Raises TooManyFiles."""
    if taken + count > MAX_FILES:
        raise TooManyFiles(_("A work has at most %(limit)s files.") % {"limit": MAX_FILES})


def _own(file: ProjectFile, by: User) -> ProjectFile:
    """Return `file` as it is now, its work locked."""
    project = owning.locked(file.project, by)
    fresh = ProjectFile.objects.filter(pk=file.pk, project=project).first()
    if fresh is None:
        raise NoSuchFile
    fresh.project = project
    return fresh


def _number(files: list[ProjectFile]) -> None:
    """Give `files` the positions 0 to n-1 in this order."""
    moved = [(position, file) for position, file in enumerate(files) if file.position != position]
    for position, file in moved:
        file.position = position
    ProjectFile.objects.bulk_update([file for _position, file in moved], ["position"])


def _touch(project: Project) -> None:
    project.save(update_fields=["updated_at"])
