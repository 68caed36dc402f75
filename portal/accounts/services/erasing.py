"""Erasing a person by the declared rules. Only `closures` decides when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import models, transaction

from portal.accounts.models import User
from portal.core import privacy
from portal.core.ids import public_id
from portal.core.privacy import Erase, Erasing, Rule


@transaction.atomic
def erase(*, user: User, now: datetime) -> None:
    """Delete, pseudonymise or keep everything about `user` (locked by the caller), as declared; files go too.

    Files go before the commit: should it fail, the account is still due, and the next run finishes the work.
    """
    erasing = Erasing(
        person=user, pseudonym=f"former-{public_id(8)}", emails=_emails_of(user), now=now, owned=_owned_by(user)
    )
    for rule in privacy.rules_for_erasing():
        _apply(rule, erasing)
    user.refresh_from_db()


def clear_caches() -> None:
    """Empty every cache, of which nobody knows whose words it holds. Other keys of a shared Redis stay."""
    for cache in caches.all():
        client = getattr(getattr(cache, "_cache", None), "get_client", None)
        if client is None:
            cache.clear()
            continue
        redis = client(None, write=True)
        for key in redis.scan_iter(match=cache.make_key("*")):
            redis.delete(key)


def _emails_of(user: User) -> frozenset[str]:
    """Only what they proved to be theirs: rows of others must not be erased by claiming an address."""
    return frozenset(row.email.lower() for row in EmailAddress.objects.filter(user=user, verified=True))


def _owned_by(user: User) -> dict[str, list[Any]]:
    """Note what is theirs before it goes, for whatever names it by kind and number only (logs, indexes)."""
    owned: dict[str, list[Any]] = {}
    for rule in privacy.rules():
        if rule.erase is not Erase.KEEP:
            owned.setdefault(rule.model, []).extend(rule.rows(user).values_list("pk", flat=True))
    return owned


def _apply(rule: Rule, erasing: Erasing) -> None:
    rows = rule.rows(erasing.person)
    if rule.erase is not Erase.KEEP:
        _delete_files(rule, rows)
    if rule.erase_with:
        rule.erase_with(rows, erasing)
    elif rule.erase is Erase.DELETE:
        rows.delete()
    elif rule.erase is Erase.PSEUDONYMISE:
        values = {name: value(erasing) if callable(value) else value for name, value in rule.blank.items()}
        rows.update(**values)


def _delete_files(rule: Rule, rows: models.QuerySet[Any]) -> None:
    if not (rule.files or privacy.file_fields(rule.model_class)):
        return
    for row in rows.iterator(chunk_size=200):
        for storage, name in rule.stored_files(row):
            if storage.exists(name):
                storage.delete(name)
