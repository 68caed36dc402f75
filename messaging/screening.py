"""What is looked at by a person before a minor, or somebody who writes with one, reads it."""

from __future__ import annotations

import re
import unicodedata

CONTACT = "contact"
WORDS = "words"

_EMAIL = re.compile(r"[\w.+-]+\s*(?:@|\(at\)|\[at\]|\sat\s)\s*[\w-]+\s*(?:\.|\(dot\)|\sdot\s)\s*[a-z]{2,}")
#: Seven digits or more, however they are set apart.
_PHONE = re.compile(r"(?:\d[\s().,/_-]{0,3}){7,}")
_ELSEWHERE = re.compile(
    r"\b(?:whats\s?app|telegram|snap\s?chat|insta(?:gram)?|discord|signal|kik|tik\s?tok|facebook|skype)\b"
    r"|(?:^|\s)@[\w.]{3,}"
)
_DIGITS = {
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_DIGIT_WORDS = re.compile(rf"\b({'|'.join(_DIGITS)})\b")
#: Ways of asking for secrecy, for pictures of the body, and to meet out of sight.
_PHRASES = re.compile(
    r"\b(?:our (?:little )?secret|don'?t tell|do not tell|tell no ?(?:one|body)|delete this|nudes?|naked"
    r"|are you alone|home alone|meet (?:me )?alone|send (?:me )?(?:a )?(?:pic|photo)s? of you)\b"
)


def reason_to_hold(*texts: str) -> str:
    """Return why a person should look at `texts` first, as a code, or ""."""
    plain = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    if _EMAIL.search(plain) or _ELSEWHERE.search(plain) or _PHONE.search(_as_digits(plain)):
        return CONTACT
    return WORDS if _PHRASES.search(plain) else ""


def _as_digits(text: str) -> str:
    return _DIGIT_WORDS.sub(lambda found: _DIGITS[found[1]], text)
