import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from portal.core.disk import WholeFileStorage


class Cut(ContentFile):
    """Its second piece finds no room."""

    def chunks(self, chunk_size: Any = None) -> Any:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_half_a_file_is_not_left(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=str(tmp_path))

    with pytest.raises(OSError, match="No space"):
        storage.save("avatars/a.jpg", Cut(b""))

    assert not list(tmp_path.rglob("*.jpg"))


def test_what_somebody_else_has_stored_stays(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=str(tmp_path))
    storage.save("a.jpg", ContentFile(b"whole"))

    with pytest.raises(OSError, match="No space"):
        storage._save("a.jpg", Cut(b""))

    assert (tmp_path / "a.jpg").read_bytes() == b"whole"


def test_a_file_is_stored_as_by_django(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=str(tmp_path))

    assert storage.save("a.jpg", ContentFile(b"whole")) == "a.jpg"
    assert storage.save("a.jpg", ContentFile(b"other")) != "a.jpg"
    assert (tmp_path / "a.jpg").read_bytes() == b"whole"
