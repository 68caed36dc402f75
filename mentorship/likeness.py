"""What two notes about the same person have in common, however they were written down."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

#: Fewer digits are an extension, or a slip.
SHORTEST_NUMBER = 6
#: Digits from the end that are compared: with a country's code, with a leading 0 or without, it is the same phone.
COMPARED_DIGITS = 9
#: From here on two names that sound alike are taken for one.
ALIKE = 0.72

_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("ch", "k"), ("sh", "s"), ("th", "t"), ("gh", "g"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip


def phone_key(number: str) -> str:
    """Return the digits that tell a telephone from others, or ""."""
    digits = "".join(str(unicodedata.digit(each)) for each in number if each.isdigit())
    return digits[-COMPARED_DIGITS:] if len(digits) >= SHORTEST_NUMBER else ""


def email_key(address: str) -> str:
    return address.strip().casefold()


def plain(text: str) -> str:
    """Return `text` in small letters, without accents and signs."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def name_key(name: str) -> str:
    """Return how a name roughly sounds, its parts in order of the alphabet: spellings of one name share it."""
    return " ".join(sorted(filter(None, map(_sound, plain(name).split()))))[:120]


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    if not word:
        return ""
    rest = re.sub(r"[aeiouh]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", word[0] + rest)


def are_alike(name: str, other: str) -> bool:
    """Whether two names that share a `name_key` are close enough in letters too."""
    first, second = (" ".join(sorted(plain(each).split())) for each in (name, other))
    return SequenceMatcher(None, first, second).ratio() >= ALIKE
