"""Sending a file in parts: promised, sent from where it stopped, and then cleaned like any other."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy

from mentorship.models import Project, ProjectFile, Upload
from mentorship.models.kept_files import private_storage
from mentorship.services import files as stored
from mentorship.services import owning, work_files
from portal.accounts.models import User
from portal.core import quota, uploads
from portal.core.exceptions import DomainError
from portal.core.images import BadUpload

LASTS = timedelta(days=2)
MAX_PART = 4 * 1024 * 1024
#: Unfinished ones of one person, in all their works.
MAX_OPEN = 60


class Gone(DomainError):
    message = gettext_lazy("This upload is over. Choose the file again.")


class WrongOffset(DomainError):
    """The part does not begin where the last one ended; `offset` says where that was."""

    message = gettext_lazy("The upload goes on at another place.")

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class BadPart(DomainError):
    message = gettext_lazy("This part is empty, too large, or more than the file has.")


class TooManyUploads(DomainError):
    message = gettext_lazy("Too many files are on their way. Let some arrive, or forget those that you gave up.")


@transaction.atomic
def begin(*, project: Project, filename: str, size: int, by: User, now: datetime) -> Upload:
    """Make room for a file of `size` bytes. Raises NotAllowed, BadUpload, TooManyFiles, TooManyUploads, Full."""
    project = owning.locked(project, by)
    name = uploads.clean_filename(filename)
    uploads.check_promise(name, size)
    open_ones = Upload.objects.filter(project__owner=by).lasting(now)
    if open_ones.count() >= MAX_OPEN:
        raise TooManyUploads
    work_files.check_room(1, taken=project.files.count() + open_ones.filter(project=project).count())
    quota.check(by, size + (open_ones.aggregate(promised=Sum("size_bytes"))["promised"] or 0))
    return Upload.objects.create(project=project, filename=name, size_bytes=size, expires_at=now + LASTS)


def receive(*, upload: Upload, offset: int, data: bytes, by: User, now: datetime) -> Upload:
    """Keep `data`, which begins at `offset`. Raises NotAllowed, Gone, WrongOffset, BadPart, BadUpload."""
    owning.check(upload.project, by)
    if not 0 < len(data) <= MAX_PART:
        raise BadPart
    if offset == 0:
        _refuse_unshowable(upload, data)
    with stored.shelf() as shelf, transaction.atomic():
        upload = _locked(upload, now)
        if offset != upload.offset:
            raise WrongOffset(upload.offset)
        if offset + len(data) > upload.size_bytes:
            raise BadPart
        folder = uploads.stored_folder("uploads")
        upload.parts.append(shelf.put(f"{folder}/part", ContentFile(data)))
        upload.offset += len(data)
        upload.expires_at = now + LASTS
        upload.save()
    return upload


def finish(*, upload: Upload, by: User, now: datetime) -> ProjectFile:
    """Let what was sent become a file of its work; asked twice, it is one file. What cannot be shown is forgotten.

    Raises NotAllowed, Gone, BadPart, BadUpload, TooManyFiles.
    """
    owning.check(upload.project, by)
    if upload.file:
        return upload.file
    if not upload.is_whole:
        raise BadPart
    try:
        with _assembled(upload) as whole:
            return _become(upload, whole, by, now)
    except (BadUpload, work_files.TooManyFiles):
        forget(upload=upload, by=by)
        raise
    except (FileNotFoundError, Gone) as error:  # somebody else finished or forgot it meanwhile
        if file := arrived(upload=upload):
            return file
        raise Gone from error


def arrived(*, upload: Upload) -> ProjectFile | None:
    """Return what `upload` has become by now, perhaps through another window."""
    return ProjectFile.objects.filter(upload=upload.pk).first()


def forget(*, upload: Upload, by: User) -> None:
    """Give `upload` up; what was sent of it is deleted. Raises NotAllowed."""
    owning.check(upload.project, by)
    _delete(Upload.objects.filter(pk=upload.pk))


def forget_expired(*, now: datetime) -> int:
    """Delete what nobody went on with, and the notes about what has arrived; return how many."""
    return _delete(Upload.objects.filter(expires_at__lte=now))


def _refuse_unshowable(upload: Upload, head: bytes) -> None:
    """Say at the first part, not after the last, what kind of file cannot be shown."""
    try:
        uploads.check_head(head, upload.filename, upload.size_bytes)
    except BadUpload:
        _delete(Upload.objects.filter(pk=upload.pk))
        raise


def _locked(upload: Upload, now: datetime) -> Upload:
    fresh = Upload.objects.select_for_update().filter(pk=upload.pk, file=None, expires_at__gt=now).first()
    if fresh is None:
        raise Gone
    return fresh


def _assembled(upload: Upload) -> File[Any]:
    """Return the whole file, which disappears when it is closed."""
    whole = TemporaryFile()  # noqa: SIM115  closed by whoever asked for it
    for path in upload.parts:
        with private_storage().open(path) as part:
            shutil.copyfileobj(part, whole)
    whole.seek(0)
    return File(whole, name=upload.filename)


def _become(upload: Upload, whole: File[Any], by: User, now: datetime) -> ProjectFile:
    [clean] = stored.clean_all([whole], named=False)
    with stored.shelf() as shelf, transaction.atomic():
        project = owning.locked(upload.project, by)
        upload = _locked(upload, now)
        [file] = work_files.append([clean], project=project, shelf=shelf)
        stored.delete_after_commit(upload.parts)
        upload.file, upload.parts = file, []
        upload.save()
    return file


@transaction.atomic
def _delete(chosen: Iterable[Upload]) -> int:
    gone = list(chosen)
    stored.delete_after_commit(path for upload in gone for path in upload.parts)
    Upload.objects.filter(pk__in=[upload.pk for upload in gone]).delete()
    return len(gone)
