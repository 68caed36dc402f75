"""Bring the catalogues of locale/ up to what the code says: .venv/bin/python scripts/words.py [--check]

New texts enter empty, texts that nobody says any more go, and each catalogue is compiled. With --check nothing is
written: it ends with 1 where a text lacks its translation, or stands in a catalogue and no more in the code.
Needs xgettext and msgfmt (Debian's gettext).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
#: What speaks to people; tests and tools do not.
SPEAKS = ("*.py", "*.html", "*.txt")
SILENT = {"tests", "bench", "scripts", "requirements", "testing", "var", "node_modules", ".venv", ".git"}
#: How many lines to name.
SHOWN = 20


def said() -> polib.POFile:
    """Return every marked text of our files. Raises CalledProcessError."""
    names = sorted(
        name for kind in SPEAKS for name in ROOT.rglob(kind) if not SILENT & set(name.relative_to(ROOT).parts)
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            copy = Path(folder, name.relative_to(ROOT))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(name.read_bytes())
        Path(folder, "locale").mkdir()
        make = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            "xx",
            "-v0",
            "--add-location=file",
            "--no-wrap",
        ]
        subprocess.run([*make, "-e", "py,html,txt"], cwd=folder, check=True, capture_output=True, text=True)
        return polib.pofile(str(Path(folder, "locale/xx/LC_MESSAGES/django.po")), wrapwidth=0)


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def is_whole(entry: polib.POEntry) -> bool:
    return bool(entry.translated()) and "fuzzy" not in entry.flags


def faults(path: Path, texts: polib.POFile) -> list[str]:
    """Return what is missing in, or too much of, the catalogue at `path`."""
    known = {key(entry): entry for entry in polib.pofile(str(path))}
    wanted = {key(entry) for entry in texts}
    missing = [
        f"not translated: {each[1]!r}"
        for each in sorted(wanted, key=str)
        if not (each in known and is_whole(known[each]))
    ]
    return missing + [f"said no more: {each[1]!r}" for each in sorted(known, key=str) if each not in wanted]


def write(path: Path, texts: polib.POFile) -> int:
    """Rewrite the catalogue at `path` and its compiled form; return how many texts have no translation."""
    before = polib.pofile(str(path), wrapwidth=0)
    known = {key(entry): entry for entry in before}
    after = polib.POFile(wrapwidth=0)
    after.header, after.metadata = before.header, before.metadata
    forms = range(int(before.metadata["Plural-Forms"].partition("nplurals=")[2][0]))
    for text in texts:
        had = known.get(key(text))
        entry = polib.POEntry(
            msgctxt=text.msgctxt,
            msgid=text.msgid,
            msgid_plural=text.msgid_plural,
            occurrences=text.occurrences,
            flags=[flag for flag in text.flags if flag != "fuzzy"],
        )
        if text.msgid_plural:
            entry.msgstr_plural = (had and had.msgstr_plural) or dict.fromkeys(forms, "")
        else:
            entry.msgstr = had.msgstr if had else ""
        after.append(entry)
    after.save(str(path))
    compiled = path.with_suffix(".mo")
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, path], check=True)  # noqa: S607
    return len(after.untranslated_entries())


def main() -> int:
    texts = said()
    if "--check" not in sys.argv:
        for path in CATALOGUES:
            print(f"{path.parts[-3]}: {len(texts)} texts, {write(path, texts)} without a translation")
        return 0
    found = {path.parts[-3]: faults(path, texts) for path in CATALOGUES}
    for language, lines in found.items():
        for line in lines[:SHOWN]:
            print(f"{language}: {line}")
        if len(lines) > SHOWN:
            print(f"{language}: and {len(lines) - SHOWN} more")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
