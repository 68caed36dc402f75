"""The folder in which an export grows, and how it becomes a zip file or takes the place of an earlier one."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from cms_pages.export import paths

#: The beginning of time for zip files: the same content is the same bytes, whenever it was built.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
#: What is packed tightly already.
TIGHT = frozenset(
    [
        *(".avif", ".flac", ".gif", ".jpeg", ".jpg", ".m4a", ".mp3", ".mp4", ".ogg", ".opus", ".png"),
        *(".webm", ".webp", ".woff2", ".zip"),
    ]
)
MARK = ".portal-export"
BLOCK = 256 * 1024


class Tree:
    """Files below one folder, each written once. Nothing gets out of it, and no two differ in capitals only."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._taken: set[str] = set()

    def free(self, path: str) -> str:
        """Return `path`, or one like it that is not taken, and keep it."""
        paths.check(path)
        found, number = path, 1
        while found.casefold() in self._taken:
            number += 1
            where = PurePosixPath(path)
            found = str(where.with_name(f"{where.stem}-{number}{where.suffix}"))
        self._taken.add(found.casefold())
        return found

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open the file `path` for writing; it is to be one that `free` gave."""
        target = self.root.joinpath(*paths.check(path).split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            yield file

    def write(self, path: str, content: bytes | str) -> str:
        """Write a whole file and return its path."""
        with self.open(path) as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return path

    def write_blocks(self, path: str, content: Iterable[bytes]) -> str:
        with self.open(path) as file:
            for block in content:
                file.write(block)
        return path

    def size_of(self, path: str) -> int:
        return (self.root / path).stat().st_size

    def __iter__(self) -> Iterator[str]:
        """Every file, in an order that depends on nothing but the names."""
        found = []
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                file = Path(folder, name)
                if file.is_symlink():
                    raise paths.UnsafePath(str(file))
                found.append(file.relative_to(self.root).as_posix())
        return iter(sorted(found))


def zip_tree(tree: Tree, target: Path) -> None:
    """Pack `tree` into the file `target`, which appears whole or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(draft, "x", strict_timestamps=True) as archive:
            for path in tree:
                entry = zipfile.ZipInfo(paths.check(path), date_time=ZIP_EPOCH)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                tight = PurePosixPath(path).suffix.lower() in TIGHT
                entry.compress_type = zipfile.ZIP_STORED if tight else zipfile.ZIP_DEFLATED
                with (tree.root / path).open("rb") as file, archive.open(entry, "w", force_zip64=True) as part:
                    shutil.copyfileobj(file, part, BLOCK)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def is_replaceable(target: Path) -> bool:
    """Whether `target` may be replaced: it is not there, an empty folder, or an export of ours."""
    if not target.exists():
        return True
    return target.is_dir() and not target.is_symlink() and ((target / MARK).exists() or not any(target.iterdir()))


def put_in_place(tree: Tree, target: Path) -> None:
    """Let the folder of `tree` become `target`; what was there stays beside it as `target`.previous."""
    tree.root.chmod(0o755)
    previous = target.with_name(f"{target.name}.previous")
    if target.exists():
        if previous.exists():
            shutil.rmtree(previous)
        target.replace(previous)
    tree.root.replace(target)


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
