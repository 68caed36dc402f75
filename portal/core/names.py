"""Names as people can read them: what only hides, turns round or towers over a line is no part of one."""

from __future__ import annotations

import re
import unicodedata

#: Joins letters in the scripts of Asia, and signs of emoji; between letters of Europe it is only hidden.
JOINERS = "\u200c\u200d"
#: Letters to computers and nothing to the eye.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
#: Before this stand the scripts that never join: Latin, Greek, Cyrillic, Armenian, Hebrew.
FIRST_JOINING = "\u0600"
#: So many marks stand above or below one letter in any language; more make a tower that covers other lines.
MOST_MARKS = 4
MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
TOWER = re.compile(f"({MARK}{{{MOST_MARKS}}}){MARK}+")


def plain(name: str) -> str:
    """Return `name` in one line, without characters that nobody sees and those that turn the words round it.

    With them one could look like somebody else, or push what stands beside the name out of its place.
    """
    if name.isascii() and name.isprintable():
        return " ".join(name.split())
    text = " ".join(unicodedata.normalize("NFC", name).split())
    neighbours = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    seen = "".join(each for before, each, after in neighbours if _is_seen(each, before, after))
    return " ".join(TOWER.sub(r"\1", seen).split())


def _is_seen(each: str, before: str, after: str) -> bool:
    if each in JOINERS:
        return before >= FIRST_JOINING and after >= FIRST_JOINING
    return each not in BLANKS and unicodedata.category(each) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
