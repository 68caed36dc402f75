"""Folders and zip files from anywhere: names and bytes, or a refusal. Nothing is ever unpacked onto the disk."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from mentorship.packs.faults import PackRefused, refuse
from portal.core import zips

MANIFEST = "pack.json"
MAX_FILES = 120
#: Of everything together, unpacked.
MAX_BYTES = 20 * 1024 * 1024
MAX_JSON_BYTES = 1024 * 1024
MAX_PICTURE_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 4
#: What computers leave in folders, and what people write beside a pack.
IGNORED = re.compile(r"(^|/)(\.DS_Store|Thumbs\.db|desktop\.ini)$|^__MACOSX/|^(README|LICENSE)(\.md|\.txt)?$")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}(/[a-z0-9][a-z0-9._-]{0,79})*\Z")

Files = dict[str, bytes]


def read(path: Path) -> Files:
    """Return the files of the pack in the folder or zip file at `path`. Raises PackRefused."""
    if path.is_dir():
        return _read_folder(path)
    if path.is_file():
        with path.open("rb") as file:
            return read_zip(file)
    raise refuse(path.name, _("There is no such folder or zip file."))


def read_zip(file: IO[bytes]) -> Files:
    """Return the files of the zip file `file`; one folder around everything is taken off. Raises PackRefused."""
    try:
        data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _too_large("zip")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _collect(_without_common_folder(_entries(archive)))
    except zips.DAMAGED as error:
        raise refuse("", _("This is no zip file that can be read. Pack the folder again.")) from error


def _entries(archive: zipfile.ZipFile) -> list[tuple[str, IO[bytes]]]:
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > 2 * MAX_FILES:
        raise _too_many()
    for each in entries:
        kind = stat.S_IFMT(each.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise refuse(each.filename[:80], _("Links and devices are not taken, only files."))
        if each.flag_bits & 1:
            raise refuse(each.filename[:80], _("It is locked with a password."))
    kept = [each for each in entries if not IGNORED.search(each.filename)]
    return [(each.filename, archive.open(each)) for each in kept]


def _without_common_folder(entries: list[tuple[str, IO[bytes]]]) -> list[tuple[str, IO[bytes]]]:
    """Take off the folder that computers put around a packed folder."""
    tops = {name.partition("/")[0] for name, _file in entries if "/" in name}
    if len(tops) != 1 or tops & {"", ".", ".."} or not all("/" in name for name, _file in entries):
        return entries
    shorter = [(name.partition("/")[2], file) for name, file in entries]
    return [(name, file) for name, file in shorter if not IGNORED.search(name)]


def _read_folder(folder: Path) -> Files:
    def opened() -> Iterator[tuple[str, IO[bytes]]]:
        for path in _walk(folder, 0):
            name = path.relative_to(folder).as_posix()
            if not IGNORED.search(name):
                with path.open("rb") as file:
                    yield name, file

    return _collect(opened())


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    if depth > MAX_DEPTH:
        raise refuse(folder.name, _("Folders lie too deep in one another."))
    for each in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if each.is_symlink() or not (each.is_file() or each.is_dir()):
            raise refuse(each.name, _("Links and devices are not taken, only files."))
        if each.is_dir():
            yield from _walk(Path(each.path), depth + 1)
        else:
            yield Path(each.path)


def _collect(entries: Iterator[tuple[str, IO[bytes]]] | list[tuple[str, IO[bytes]]]) -> Files:
    """Read what is allowed to be there; never more bytes than that, whatever an archive promises."""
    files: Files = {}
    room = MAX_BYTES
    for name, file in entries:
        if len(files) >= MAX_FILES:
            raise _too_many()
        if name in files:
            raise refuse(name[:80], _("The zip file holds it twice."))
        limit = min(room, _limit(name))
        data = file.read(limit + 1)
        if len(data) > limit:
            raise _too_large(name)
        room -= len(data)
        files[name] = data
    if MANIFEST not in files:
        raise refuse(MANIFEST, _("It is missing: a pack is a folder with this file in it."))
    return files


def _limit(name: str) -> int:
    """Return how large `name` may be. Raises PackRefused for names that lead elsewhere or mean nothing here."""
    if not NAME.match(name) or ".." in name or name.count("/") > MAX_DEPTH:
        raise refuse(
            name[:80],
            _("Names of files are made of small letters, digits, dots and hyphens, and lead nowhere else."),
        )
    if name.endswith(".json"):
        return MAX_JSON_BYTES
    if name.endswith(".png"):
        return MAX_PICTURE_BYTES
    raise refuse(name, _("Only .json files, and .png files for pictures, belong into a pack."))


def _too_many() -> PackRefused:
    return refuse("", _("These are more than %(count)s files.") % {"count": MAX_FILES})


def _too_large(name: str) -> PackRefused:
    sizes = (MAX_JSON_BYTES, MAX_PICTURE_BYTES, MAX_BYTES)
    words = {
        "text": filesizeformat(sizes[0]),
        "picture": filesizeformat(sizes[1]),
        "all": filesizeformat(sizes[2]),
    }
    return refuse(
        name[:80],
        _("It is too large: a text at most %(text)s, a picture %(picture)s, all together %(all)s.") % words,
    )
