"""The files of a work: added, described, put in order, replaced and removed.

Of somebody who needs an approval only mentors see the work again after each of these but putting in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Project, ProjectFile
from mentorship.services import files as stored
from mentorship.services import hiding, owning
from portal.accounts.models import User
from portal.core import captions, copies, images, quota, uploads
from portal.core.exceptions import DomainError
from portal.core.uploads import CleanUpload

MAX_FILES = 30
MAX_TRANSCRIPT = 20_000
WORDS = frozenset({"alt_text", "caption", "is_decorative", "is_process", "transcript"})


class TooManyFiles(DomainError):
    message = gettext_lazy("A work cannot have so many files.")


class NoSuchFile(DomainError):
    message = gettext_lazy("This file is not part of the work any more.")


def add(*, project: Project, files: Iterable[Any], by: User) -> list[ProjectFile]:
    """Append `files`: all of them or, when one is bad, none. Raises NotAllowed, BadUpload, TooManyFiles."""
    owning.check(project, by)
    uploads = stored.clean_all(files)
    with stored.shelf() as shelf, transaction.atomic():
        return append(uploads, project=owning.locked(project, by), shelf=shelf)


def append(uploads: list[CleanUpload], *, project: Project, shelf: stored.Shelf) -> list[ProjectFile]:
    """Put `uploads` behind the files of `project`, which is locked. Raises TooManyFiles, Full."""
    taken = project.files.count()
    check_room(len(uploads), taken=taken)
    quota.claim(project.owner, size_of(uploads))
    _touch(project)
    return ProjectFile.objects.bulk_create(
        stored.new_file(project, upload, position=taken + number, shelf=shelf)
        for number, upload in enumerate(uploads)
    )


@transaction.atomic
def describe(*, file: ProjectFile, by: User, **words: str | bool) -> ProjectFile:
    """Store `words` (names in WORDS) about `file`. Raises NotAllowed, NoSuchFile."""
    if unknown := words.keys() - WORDS:
        raise TypeError(f"Not a word about a file: {', '.join(sorted(unknown))}")
    file = _own(file, by)
    if all(getattr(file, name) == value for name, value in words.items()):
        return file
    for name, value in words.items():
        setattr(file, name, value)
    file.save(update_fields=[*words, "updated_at"])
    hiding.look_again(project=file.project)
    return file


def set_captions(*, file: ProjectFile, upload: Any, by: User) -> ProjectFile:
    """Let the captions in `upload` run with `file`. Raises NotAllowed, BadUpload, NoSuchFile."""
    owning.check(file.project, by)
    written = captions.clean(upload)
    with stored.shelf() as shelf, transaction.atomic():
        file = _own(file, by)
        stored.delete_after_commit([file.captions.name] if file.captions.name else [])
        path = f"{uploads.stored_folder('works')}/captions.vtt"
        file.captions.name = shelf.put(path, ContentFile(written.encode()))
        file.transcript = file.transcript or captions.words(written)[:MAX_TRANSCRIPT]
        return _renew(file)


def set_poster(*, file: ProjectFile, upload: Any, by: User) -> ProjectFile:
    """Let the picture `upload` stand for the film `file`. Raises NotAllowed, BadUpload, NoSuchFile."""
    owning.check(file.project, by)
    made = images.renditions(images.clean(upload))
    with stored.shelf() as shelf, transaction.atomic():
        file = _own(file, by)
        stored.delete_after_commit(each["path"] for each in file.renditions)
        file.renditions = stored.put_renditions(made, folder=uploads.stored_folder("works"), shelf=shelf)
        return _renew(file)


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
def put_in_order(*, project: Project, order: Iterable[Any], by: User) -> None:
    """Put the files of `project` in `order` (their public ids); those that it does not name follow as they were.

    Raises NotAllowed.
    """
    project = owning.locked(project, by)
    places = {str(public_id): place for place, public_id in enumerate(order)}
    files = list(project.files.order_by("position", "pk"))
    files.sort(key=lambda file: places.get(str(file.public_id), len(places)))
    _number(files)


@transaction.atomic
def remove(*, file: ProjectFile, by: User) -> None:
    """Delete `file`; the others close up. Raises NotAllowed, NoSuchFile."""
    file = _own(file, by)
    stored.delete_after_commit(file.paths)
    ProjectFile.objects.filter(pk=file.pk).delete()
    _number(list(file.project.files.order_by("position", "pk")))
    _touch(file.project)


def replace(*, file: ProjectFile, upload: Any, by: User) -> ProjectFile:
    """Let `file` show `upload` at the same address, words kept. Raises NotAllowed, BadUpload, NoSuchFile."""
    owning.check(file.project, by)
    [clean] = stored.clean_all([upload])
    with stored.shelf() as shelf, transaction.atomic():
        file = _own(file, by)
        quota.claim(file.project.owner, size_of([clean]) - file.size_bytes)
        stored.delete_after_commit(file.paths)
        file.captions.name = ""
        stored.fill(file, clean, shelf=shelf)
        return _renew(file)


def size_of(uploads: Iterable[CleanUpload]) -> int:
    """How many bytes of the person's room `uploads` take."""
    return sum(upload.content.size for upload in uploads)


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


def _renew(file: ProjectFile) -> ProjectFile:
    """Save `file` so that what others keep of it under its address is old."""
    file.revision += 1
    file.save()
    _touch(file.project)
    return file


def _number(files: list[ProjectFile]) -> None:
    """Give `files` the positions 0 to n-1 in this order."""
    moved = [(position, file) for position, file in enumerate(files) if file.position != position]
    for position, file in moved:
        file.position = position
    ProjectFile.objects.bulk_update([file for _position, file in moved], ["position"])


def _touch(project: Project) -> None:
    """Note that the files of `project` have changed; what shows them now has other public addresses."""
    copies.end(project)
    project.save(update_fields=["updated_at"])
    hiding.look_again(project=project)
