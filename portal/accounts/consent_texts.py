"""The words that people consent to. A change of words is a new version at the end; old versions stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Consent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Text:
    version: str
    words: _StrPromise


#: Of people who have no account yet: said to a mentor and kept with the prospect.
CONTACT = "contact"

TEXTS: dict[str, tuple[Text, ...]] = {
    CONTACT: (
        Text(
            "1",
            _(
                "I agree that the chapter keeps my name and how to reach me, and contacts me about learning with "
                "a mentor. I can take this back at any time; then what was kept is deleted."
            ),
        ),
    ),
    Consent.Kind.TAKING_PART: (
        Text(
            "1",
            _(
                "I agree that this person takes part: that they have an account, learn with a mentor, and that "
                "the chapter keeps what is needed for it."
            ),
        ),
    ),
    Consent.Kind.PUBLISHING: (
        Text(
            "1",
            _(
                "I agree that works of this person are shown to everybody under their public name, after a mentor "
                "has looked at them. No age, no address and no legal name is shown."
            ),
        ),
    ),
    Consent.Kind.PHOTOS: (
        Text(
            "1",
            _("I agree that photos on which this person can be recognised are shown on their own pages."),
        ),
    ),
    Consent.Kind.PEERS: (
        Text(
            "1",
            _(
                "I agree that other participants who were given the same task see what this person hands in, "
                "without their name, and say which of two works they find better; and that this person does the "
                "same with theirs."
            ),
        ),
        Text(
            "2",
            _(
                "I agree that other participants who learn the same craft see what this person hands in, without "
                "their name, say what they think of it, and say which of two works they find better; and that "
                "this person does the same with theirs."
            ),
        ),
    ),
    Consent.Kind.TRAINING: (
        Text(
            "1",
            _(
                "I agree that what this person hands in, with its files, and what they say about works, is given "
                "away for research and for training computer models: without name, address or telephone number, "
                "under a pseudonym. I can take this back at any time; what was given away before cannot be "
                "called back."
            ),
        ),
    ),
    Consent.Kind.MONEY: (
        Text(
            "1",
            _(
                "I agree that the mentor of this person sees what their sales bring, what they saved and for "
                "which goals, for as long as they accompany them. They see nothing of buyers, and can move no "
                "money."
            ),
        ),
    ),
}


def current(kind: str) -> Text:
    """Return the words that are shown today. Raises KeyError for an unknown kind."""
    return TEXTS[kind][-1]


def words(kind: str, version: str) -> str:
    """Return the words of `version`, or "" if there never was one."""
    return next((str(text.words) for text in TEXTS.get(kind, ()) if text.version == version), "")
