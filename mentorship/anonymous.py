"""Taking people out of words and numbers that leave the chapter: stable pseudonyms, and texts without names.

A pseudonym is a keyed hash: the same person has the same one in every export made with the same key, and nobody
without the key can tell whose it is. Names are found word by word, whatever their case and accents.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: Out of a hundred people, how many are kept apart to try a model on.
VALIDATION = 10
SHORTEST_PART = 3
NAME, EMAIL, PHONE, LINK, HANDLE = "[name]", "[e-mail]", "[phone]", "[link]", "[handle]"
WORD = re.compile(r"[^\W_]+")
LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
ADDRESS = re.compile(rf"(?<!{LOCAL}){LOCAL}++(?:@|\s?[\[(]\s?at\s?[\])]\s?)[\w-]++(?:\.[\w-]+)+", re.IGNORECASE)
URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://\S+|\bwww\.\S+|\b(?:mailto|tel):\S+", re.IGNORECASE)
AT = re.compile(r"(?<![\w@])@\w[\w.-]*")
#: Seven digits or more, with what people put between them; days are left alone.
NUMBER = re.compile(r"(?<![\w.])(?:\+|\()?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,}(?!\w)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}")


@dataclass(frozen=True)
class Pseudonyms:
    key: bytes

    def of(self, kind: str, what: object) -> str:
        """Return what stands for `what`, a number of something of `kind`: "person-" and 16 hexadecimal digits."""
        return f"{kind}-{self._digest(f'{kind}:{what}').hex()[:16]}"

    def is_for_validation(self, person: object) -> bool:
        """Whether all that `person` made belongs to the validation part; the same with the same key, always."""
        return int.from_bytes(self._digest(f"split:{person}")[:8], "big") % 100 < VALIDATION

    def _digest(self, text: str) -> bytes:
        return hmac.new(self.key, text.encode(), hashlib.sha256).digest()


@dataclass
class Names:
    """Names as words: "Ana María" is found in "ana maria's book" and in "anamaria"."""

    #: First word of a name: {all its words: whether it counts only where it begins with a capital}.
    _known: dict[str, dict[tuple[str, ...], bool]] = field(default_factory=dict)

    def add(self, names: Iterable[str], *, every_part: bool = False) -> Names:
        """Know `names`, and their parts: where these begin with a capital, or anywhere if `every_part` says so."""
        for name in names:
            words = tuple(plain(word) for word in WORD.findall(name))
            if sum(map(len, words)) < SHORTEST_PART:
                continue
            self._note(words)
            self._note(("".join(words),))
            for part in words:
                if len(part) >= SHORTEST_PART and not part.isdecimal():
                    self._note((part,), only_capital=not every_part and len(words) > 1)
        return self

    def _note(self, words: tuple[str, ...], *, only_capital: bool = False) -> None:
        held = self._known.setdefault(words[0], {})
        held[words] = only_capital and held.get(words, True)

    def length_at(self, words: list[str], at: int, *, is_capital: bool) -> int:
        """Return of how many words the longest name is that begins at `at`; 0 if none does."""
        return max(
            (
                len(name)
                for name, only_capital in self._known.get(words[at], {}).items()
                if (is_capital or not only_capital) and tuple(words[at : at + len(name)]) == name
            ),
            default=0,
        )


def without_people(text: str, *names: Names) -> str:
    """Return `text` with names, addresses, telephone numbers, handles and links replaced by what they are."""
    text = unicodedata.normalize("NFC", text)
    for pattern, instead in ((URL, LINK), (ADDRESS, EMAIL), (AT, HANDLE)):
        text = pattern.sub(instead, text)
    text = NUMBER.sub(lambda found: found[0] if DAY.fullmatch(found[0]) else PHONE, text)
    return "".join(_unnamed(text, names))


def _unnamed(text: str, names: tuple[Names, ...]) -> Iterator[str]:
    found = list(WORD.finditer(text))
    words = [plain(each[0]) for each in found]
    at = shown = 0
    while at < len(words):
        is_capital = found[at][0][0].isupper()
        length = max((each.length_at(words, at, is_capital=is_capital) for each in names), default=0)
        if length:
            yield text[shown : found[at].start()] + NAME
            shown = found[at + length - 1].end()
        at += length or 1
    yield text[shown:]


def plain(word: str) -> str:
    """Return `word` without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
