"""Files of lines in a folder, opened when their first line comes; and the files of pieces, each copied once."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mentorship.datasets.pieces import Piece


class Parts:
    """Writes below `folder`. A file without lines does not come to be: loaders refuse empty ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, IO[str]] = {}
        self._columns: dict[str, list[tuple[str, type]]] = {}
        self._copied: set[str] = set()
        #: Files that lines name, and whose bytes have gone astray.
        self.missing: set[str] = set()
        self._stack = ExitStack()
        #: {name: lines so far}.
        self.lines: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def file_count(self) -> int:
        return len(self._copied)

    def add(self, name: str, values: dict[str, Any]) -> None:
        """Write one line, with the same columns of the same types as all before it."""
        columns = [(each, type(value)) for each, value in values.items()]
        if self._columns.setdefault(name, columns) != columns:
            raise TypeError(f"The lines of {name} are not alike: {columns}")
        self._file(name).write(json.dumps(values, ensure_ascii=False) + "\n")
        self.lines[name] += 1

    def copy(self, piece: Piece) -> None:
        """Put the files of `piece` beside the lines."""
        for path, file in piece.files:
            if path in self._copied | self.missing:
                continue
            target = self._folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with file.original.open("rb") as stored, target.open("wb") as copy:
                    shutil.copyfileobj(stored, copy)
            except FileNotFoundError:
                self.missing.add(path)
            else:
                self._copied.add(path)

    def _file(self, name: str) -> IO[str]:
        if name not in self._open:
            path = self._folder / f"{name}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[name] = self._stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
        return self._open[name]
