"""A copy of a diary to keep: one page to read anywhere, and its photos and sounds beside it."""

from __future__ import annotations

import logging
import shutil
import tempfile
import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mentorship.models import JournalEntry, JournalFile
from mentorship.models.kept_files import private_storage
from portal.accounts.models import User
from portal.core.policy import require

CHUNK = 100
logger = logging.getLogger(__name__)


def build(*, owner: User, by: User) -> IO[bytes]:
    """Return an open zip file with the diary of `owner`, what was said about it included. Raises NotAllowed.

    Needs disk, not memory.
    """
    require(by.is_active and by == owner, _("Everybody takes their own diary only."))
    out = tempfile.TemporaryFile()  # noqa: SIM115  the caller streams it and closes it
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, owner)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _write(archive: zipfile.ZipFile, owner: User) -> None:
    entries = (
        JournalEntry.objects.filter(owner=owner)
        .select_related("skill", "task", "prompt")
        .prefetch_related("files", "replies__author")
        .latest_day_first()
    )
    files: list[tuple[str, str]] = []
    with archive.open("diary.html", "w", force_zip64=True) as page:
        page.write(render_to_string("mentorship/journal_copy/head.html", {"owner": owner}).encode())
        for entry in entries.iterator(chunk_size=CHUNK):
            named = [(file, _name(entry, file)) for file in entry.files.all()]
            context = {"entry": entry, "files": named}
            page.write(render_to_string("mentorship/journal_copy/entry.html", context).encode())
            files += [(str(file.original.name), name) for file, name in named]
        page.write(render_to_string("mentorship/journal_copy/foot.html").encode())
    for path, name in files:
        if not private_storage().exists(path):
            logger.error("A file of a diary has gone astray: its copy is without %s", name)
            continue
        with private_storage().open(path) as stored, archive.open(name, "w", force_zip64=True) as part:
            shutil.copyfileobj(stored, part)


def _name(entry: JournalEntry, file: JournalFile) -> str:
    """Where a file lies in the copy; nothing of its name is taken over."""
    suffix = PurePosixPath(str(file.original.name)).suffix
    return f"files/{entry.happened_on.isoformat()}-{entry.public_id}-{file.position + 1}{suffix}"
