"""A pack as files: the same bytes each time, whoever writes it and when."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from mentorship.packs import schema
from mentorship.packs.checking import Pack
from mentorship.packs.source import MANIFEST, Files

#: The earliest moment that a zip file knows.
EARLIEST = (1980, 1, 1, 0, 0, 0)


def files(pack: Pack) -> Files:
    """Return the files of `pack`: pack.json without what goes without saying, and the pictures."""
    document = schema.short(pack.manifest, schema.whole())
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return {MANIFEST: text.encode(), **dict(sorted(pack.pictures.items()))}


def zipped(pack: Pack) -> bytes:
    """Return `pack` as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files(pack).items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def write(pack: Pack, path: Path) -> None:
    """Write `pack` to `path`: a zip file if it is called so, or else a folder."""
    if path.suffix == ".zip":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zipped(pack))
        return
    for name, data in files(pack).items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
