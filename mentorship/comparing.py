"""Two iterations side by side: pictures, sounds and films as pairs, texts and programs line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mentorship.models import KeptFile

#: Characters of one text that are compared: what follows is in the file.
COMPARED = 60_000
#: Lines around a change.
CONTEXT = 3


@dataclass(frozen=True)
class Line:
    """One line of a comparison: kept, gone or new, with its number on each side."""

    kind: str  # "same", "gone", "new" or "gap"
    text: str = ""
    old: int | None = None
    new: int | None = None

    @property
    def sign(self) -> str:
        return {"gone": "−", "new": "+"}.get(self.kind, " ")


@dataclass(frozen=True)
class Pair:
    """What stands at one place of two iterations; either may be missing."""

    kind: str
    old: KeptFile | None
    new: KeptFile | None
    lines: list[Line] = field(default_factory=list)
    is_cut: bool = False

    @property
    def is_same(self) -> bool:
        """Whether the two texts say the same."""
        return self.kind in (KeptFile.Kind.TEXT, KeptFile.Kind.CODE) and not self.lines


def pairs(old: Iterable[KeptFile], new: Iterable[KeptFile]) -> list[Pair]:
    """Put the files of two iterations beside one another: by kind and name, then by kind and place."""
    rest = list(old)
    found = []
    for file in new:
        alike = [each for each in rest if each.kind == file.kind]
        same_name = [each for each in alike if each.filename == file.filename]
        before = next(iter(same_name or alike), None)
        if before is not None:
            rest.remove(before)
        found.append(_pair(before, file))
    return [*found, *(_pair(file, None) for file in rest)]


def _pair(old: KeptFile | None, new: KeptFile | None) -> Pair:
    either = new or old
    assert either is not None  # noqa: S101  pairs are made of files
    if either.kind not in (KeptFile.Kind.TEXT, KeptFile.Kind.CODE) or old is None or new is None:
        return Pair(either.kind, old, new)
    is_cut = max(old.size_bytes, new.size_bytes) > COMPARED
    return Pair(either.kind, old, new, lines=difference(text_of(old), text_of(new)), is_cut=is_cut)


def text_of(file: KeptFile, limit: int = COMPARED) -> str:
    """Return the beginning of a text, or nothing when its bytes have gone astray."""
    try:
        with file.original.open("rb") as stored:
            text: str = stored.read(limit).decode(errors="ignore")
            return text
    except FileNotFoundError:
        return ""


def difference(old: str, new: str) -> list[Line]:
    """Return what changed from `old` to `new`, with a few lines around; nothing if they say the same."""
    before, after = old.splitlines(), new.splitlines()
    # Without the heuristic: it takes lines that come often for unimportant, and then shows more than changed.
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 2000)
    lines: list[Line] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        if lines:
            lines.append(Line("gap"))
        for tag, first, last, start, end in group:
            lines += _part(tag, before, after, (first, last), (start, end))
    return lines


def _part(
    tag: str, before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> list[Line]:
    if tag == "equal":
        shift = new[0] - old[0]
        return [Line("same", before[at], at + 1, at + shift + 1) for at in range(*old)]
    gone = [Line("gone", before[at], old=at + 1) for at in range(*old)]
    return gone + [Line("new", after[at], new=at + 1) for at in range(*new)]
