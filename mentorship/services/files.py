"""The bytes of works: in the private storage as long as a row names them, and not longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction

from mentorship.models import KeptFile, Project, ProjectFile
from mentorship.models.kept_files import private_storage
from portal.core import uploads
from portal.core.images import Rendition
from portal.core.uploads import BadUpload, CleanUpload

Kept = TypeVar("Kept", bound=KeptFile)


def clean_all(files: Iterable[Any], *, named: bool = True) -> list[CleanUpload]:
    """Look at all of `files`, outside a transaction: it takes CPU. Raises BadUpload, if `named` by name."""
    cleaned, refusals = [], []
    for file in files:
        try:
            cleaned.append(file if isinstance(file, CleanUpload) else uploads.clean(file))
        except BadUpload as refusal:
            name = f"{uploads.clean_filename(file.name)}: " if named else ""
            refusals.append(f"{name}{refusal.message}")
    if refusals:
        raise BadUpload(" ".join(refusals))
    return cleaned


class Shelf:
    """Stores files, and knows which."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.paths: list[str] = []

    def put(self, path: str, content: Any) -> str:
        stored = self.storage.save(path, content)
        self.paths.append(stored)
        return stored


_open: ContextVar[Shelf | None] = ContextVar("open_shelf", default=None)


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Store files that disappear again when the block fails, or a block of this kind around it.

    Open it around the transaction, not inside.
    """
    outer, own = _open.get(), Shelf(private_storage())
    token = _open.set(own)
    try:
        yield own
    except BaseException:
        delete_paths(own.paths)
        raise
    finally:
        _open.reset(token)
    if outer is not None:
        outer.paths += own.paths


def new_file(project: Project, upload: CleanUpload, *, position: int, shelf: Shelf) -> ProjectFile:
    """Return an unsaved row for `upload`, whose bytes are stored."""
    return fill(ProjectFile(project=project, position=position), upload, shelf=shelf)


def fill(file: Kept, upload: CleanUpload, *, shelf: Shelf, folder: str = "works") -> Kept:
    """Let `file`, unsaved, show the bytes of `upload`, kept below `folder`."""
    folder = uploads.stored_folder(folder)
    file.original.name = shelf.put(f"{folder}/original.{upload.extension}", upload.content)
    file.kind = upload.kind
    file.filename = upload.filename
    file.content_type = upload.content_type
    file.size_bytes = upload.content.size
    file.width, file.height = upload.width, upload.height
    file.peaks, file.seconds = upload.peaks, upload.seconds
    file.renditions = put_renditions(upload.renditions, folder=folder, shelf=shelf)
    return file


def put_renditions(renditions: Iterable[Rendition], *, folder: str, shelf: Shelf) -> list[dict[str, Any]]:
    """Store `renditions` below `folder` and return them as a row names them."""
    return [
        {
            "format": each.format,
            "width": each.width,
            "height": each.height,
            "path": shelf.put(f"{folder}/{each.variant}", ContentFile(each.data)),
        }
        for each in renditions
    ]


def delete_after_commit(paths: Iterable[str]) -> None:
    """Delete stored `paths` once nothing can name them any more."""
    gone = list(paths)
    transaction.on_commit(lambda: delete_paths(gone))


def delete_paths(paths: Iterable[str]) -> None:
    storage = private_storage()
    for path in paths:
        storage.delete(path)
