"""Files on a disk that may be full."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="portal.core.disk.WholeFileStorage")
class WholeFileStorage(FileSystemStorage):
    """Leaves nothing of a file that could not be written to its end."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        was_there = target.exists()  # by somebody else: then Django chooses another name
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # the stubs do not know it
        except OSError:
            if not was_there:
                with suppress(OSError):
                    target.unlink(missing_ok=True)
            raise
