"""How consents are shown on pages."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import consent_texts
from portal.accounts.models import Consent, User
from portal.accounts.permissions import can_consent_alone
from portal.accounts.selectors import consents_of


@dataclass(frozen=True)
class ConsentRow:
    kind: str
    name: str
    words: str
    last: Consent | None
    is_given: bool
    #: Whether the person can consent without a guardian.
    is_own: bool


def consent_rows(user: User) -> list[ConsentRow]:
    """Return a row for each kind of consent, with the words that were agreed to or would be today. One query."""
    said = consents_of(user)
    return [_row(kind, str(name), said.get(kind), user) for kind, name in Consent.Kind.choices]


def _row(kind: str, name: str, last: Consent | None, user: User) -> ConsentRow:
    given = last is not None and last.is_given
    version = last.text_version if last and given else consent_texts.current(kind).version
    return ConsentRow(
        kind=kind,
        name=name,
        words=consent_texts.words(kind, version),
        last=last,
        is_given=given,
        is_own=can_consent_alone(user),
    )
