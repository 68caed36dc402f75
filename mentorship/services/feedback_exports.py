"""Giving away what people agreed to give for research and training: a folder of lines and files, or a zip."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.anonymous import Pseudonyms
from mentorship.datasets import card
from mentorship.datasets.parts import Parts
from mentorship.datasets.people import People
from mentorship.datasets.rows import KINDS, Source
from mentorship.permissions.comparisons import can_read_results
from mentorship.selectors import comparisons
from portal.accounts import consent_texts
from portal.accounts.models import AuditEvent, Consent, User
from portal.accounts.services import audit
from portal.core.exceptions import DomainError
from portal.core.policy import require

#: Zip files know no earlier day; the same content gives the same bytes.
ALWAYS = (1980, 1, 1, 0, 0, 0)


class NotEmpty(DomainError):
    message = gettext_lazy("There is something in this folder already. Name one that is empty or does not exist.")


class UnknownKind(DomainError):
    message = gettext_lazy("There is no such kind of file.")


@dataclass(frozen=True)
class Written:
    """What was written: {file without its ending: lines}, and how many files of pieces lie beside."""

    lines: dict[str, int]
    file_count: int


def write(*, folder: Path, kinds: Iterable[str] = tuple(KINDS)) -> Written:
    """Write the dataset into `folder`, for who runs this machine. Raises NotEmpty, UnknownKind.

    Memory does not grow with the number of rows. The same content and key give the same bytes.
    """
    wanted = [kind for kind in KINDS if kind in set(kinds)]
    if set(kinds) - set(KINDS) or not wanted:
        raise UnknownKind
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(People(Pseudonyms(_key())))
    with Parts(folder) as parts:
        for kind in wanted:
            for row in KINDS[kind](source):
                parts.add(row.name, row.values)
                for piece in row.pieces:
                    parts.copy(piece)
    with translation.override("en"):
        told = card.text(
            site=settings.SITE_NAME,
            consent=consent_texts.current(Consent.Kind.TRAINING).version,
            lines=parts.lines,
            files=parts.file_count,
            missing=parts.missing,
            left_out=source.left_out,
            agreements=comparisons.agreements(),
        )
    (folder / "README.md").write_text(told, encoding="utf-8", newline="\n")
    return Written(lines=dict(parts.lines), file_count=parts.file_count)


def build(*, by: User, now: datetime, kinds: Iterable[str] = tuple(KINDS)) -> IO[bytes]:
    """Return an open zip of the dataset. Needs disk, not memory. Raises NotAllowed, UnknownKind."""
    require(can_read_results(by), _("Only a coordinator takes feedback along."))
    out = tempfile.TemporaryFile()  # noqa: SIM115  the caller streams it and closes it
    try:
        with tempfile.TemporaryDirectory() as folder:
            written = write(folder=Path(folder), kinds=kinds)
            _zip(Path(folder), out)
    except BaseException:
        out.close()
        raise
    lines = sum(written.lines.values())
    audit.record(action=AuditEvent.Action.EXPORTED, by=by, detail={"what": "feedback", "lines": lines}, now=now)
    out.seek(0)
    return out


def _zip(folder: Path, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as stored, archive.open(entry, "w", force_zip64=True) as part:
                shutil.copyfileobj(stored, part)


def _key() -> bytes:
    """Derive the key of pseudonyms, so that nothing but a secret has to be kept."""
    secret = settings.PSEUDONYM_KEY or settings.SECRET_KEY
    return hmac.new(secret.encode(), b"mentorship.datasets.pseudonyms", hashlib.sha256).digest()
