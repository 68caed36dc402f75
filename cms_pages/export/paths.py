"""Names of files that every system can unpack, and the ways between them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote

#: Windows keeps these names for devices, whatever follows the dot.
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
MOST_BYTES = 80
INDEX = "index.html"


class UnsafePath(Exception):
    """Somebody tried to write outside of the export."""


def segment(text: str, *, otherwise: str) -> str:
    """Return `text` as a name of a file or folder, or `otherwise` when nothing of it can be one."""
    text = unicodedata.normalize("NFC", text)
    kept = re.sub(r"[^\w.-]+", "-", text).strip("-. ")
    while len(kept.encode()) > MOST_BYTES:
        kept = kept[:-1]
    if not re.search(r"\w", kept):
        return otherwise
    return f"_{kept}" if kept.split(".")[0].lower() in DEVICES else kept


def check(path: str) -> str:
    """Return `path` if it stays inside the export. Raises UnsafePath."""
    parts = path.split("/")
    if not path or "\\" in path or "\0" in path or ":" in path or any(part in ("", ".", "..") for part in parts):
        raise UnsafePath(path)
    return path


def relative(target: str, *, page: str) -> str:
    """Return the link from the file `page` to the file `target`, both inside the export."""
    return quote(posixpath.relpath(target, posixpath.dirname(page) or "."), safe="/")


def folder_of(page: str) -> str:
    """Return the folder whose index `page` is, as an address ends: "" or "journal/"."""
    return page.removesuffix(INDEX)
