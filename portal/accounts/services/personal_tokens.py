"""Tokens for a person's own programs: made, ended, and asked about."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import PersonalToken, User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: Tells people, and programs that look for leaked keys, what this is.
PREFIX = "kin_pat_"
MOST, LONGEST = 20, timedelta(days=366)
#: How exactly it is noted when one was last used.
NOTED_EVERY = timedelta(minutes=1)


class TooManyTokens(DomainError):
    message = gettext_lazy("You have as many tokens as one may have. End one first.")


class BadTime(DomainError):
    message = gettext_lazy("A token lasts for at most a year.")


@transaction.atomic
def make(*, name: str, scope: str, lasts: timedelta, by: User, now: datetime) -> tuple[PersonalToken, str]:
    """Make a token of `by` and return it with its key, which nobody can read again.

    Raises TooManyTokens, BadTime, NotAllowed.
    """
    by = User.objects.select_for_update().get(pk=by.pk)
    require(can(by, "create", PersonalToken), _("This account is closed."))
    if not timedelta(0) < lasts <= LONGEST:
        raise BadTime
    if by.personal_tokens.open(now).count() >= MOST:
        raise TooManyTokens
    key = PREFIX + secrets.token_urlsafe(32)
    token = PersonalToken.objects.create(
        person=by,
        name=" ".join(name.split()),
        scope=PersonalToken.Scope(scope),
        key_hash=_fingerprint(key),
        made_under=by.get_session_auth_hash(),
        expires_at=now + lasts,
    )
    return token, key


@transaction.atomic
def revoke(*, token: PersonalToken, by: User, now: datetime) -> PersonalToken:
    """Let `token` open nothing any more. Raises NotAllowed."""
    token = PersonalToken.objects.select_for_update().get(pk=token.pk)
    require(can(by, "change", token), _("Only whose token it is ends it."))
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at", "updated_at"])
    return token


def find(*, key: str, now: datetime) -> PersonalToken | None:
    """Return the token that `key` opens, and note that it was used. One query, and one more each minute."""
    if not key.startswith(PREFIX):
        return None
    token = PersonalToken.objects.select_related("person").filter(key_hash=_fingerprint(key)).first()
    if token is None or not token.is_good(now):
        return None
    if token.last_used_at is None or token.last_used_at <= now - NOTED_EVERY:
        PersonalToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
