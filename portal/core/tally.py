"""Numbers that only grow, which all processes of a machine add to: requests, their seconds, questions asked.

Each process has a file of its own in one folder, locked while it lives; whoever asks adds the files up. A new
process takes over the file of a dead one: what was counted stays, and there are never more files than processes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

#: More processes than this do not count.
MOST = 256


class Tally:
    """Counts under fixed `names`; `live` ones are of what is there now: worth nothing once a process died."""

    def __init__(self, names: Iterable[str], *, live: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self.live = frozenset(live)
        self._place = {name: number for number, name in enumerate(self.names)}
        self._layout = struct.Struct(f"<32s{len(self.names)}d")
        self._head = hashlib.sha256("\n".join(self.names).encode()).digest()
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._file: int | None = None
        self._owner = 0
        self._values = [0.0] * len(self.names)

    def keep_in(self, folder: Path | None) -> None:
        """Begin to count, in `folder`, or stop (None)."""
        with self._lock:
            self._close()
            self._folder = folder

    def add(self, counted: Mapping[str, float]) -> None:
        """Add to several numbers at once. Never fails: what is counted is less than what it counts."""
        if self._folder is None:
            return
        with self._lock:
            if self._owner != os.getpid():
                self._open()
            for name, amount in counted.items():
                self._values[self._place[name]] += amount
            self._write()

    def total(self) -> dict[str, float]:
        """Return the sum over all processes."""
        sums = [0.0] * len(self.names)
        for file in sorted(self._folder.glob("*.tally")) if self._folder else []:
            values = self._read(file)
            is_alive = _is_locked(file)
            for number, value in enumerate(values):
                if is_alive or self.names[number] not in self.live:
                    sums[number] += value
        return dict(zip(self.names, sums, strict=True))

    def _open(self) -> None:
        """Take the first file that no living process has, with what the last one counted in it."""
        self._close()
        self._owner = os.getpid()
        self._values = [0.0] * len(self.names)
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for number in range(MOST):
                file = self._folder / f"{number}.tally"
                opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(opened)
                    continue
                self._file = opened
                if values := self._read(file):
                    self._values = [
                        0.0 if name in self.live else value for name, value in zip(self.names, values, strict=True)
                    ]
                return
        except OSError:
            self._file = None  # no room or no right: this process counts for nobody

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self._owner = None, 0

    def _write(self) -> None:
        if self._file is None:
            return
        with suppress(OSError):  # the disk is full; the next one writes everything again
            os.pwrite(self._file, self._layout.pack(self._head, *self._values), 0)

    def _read(self, file: Path) -> list[float]:
        """Return a process's numbers; none of a file that another release wrote."""
        try:
            data = file.read_bytes()
        except OSError:
            return []
        if len(data) != self._layout.size:
            return []
        head, *values = self._layout.unpack(data)
        return list(values) if head == self._head else []


def _is_locked(file: Path) -> bool:
    """Whether a living process has this file, this one included."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(opened)
