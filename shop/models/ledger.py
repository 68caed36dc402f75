"""Double-entry bookkeeping: accounts, entries and postings. Credit is positive; nothing is ever changed."""

from __future__ import annotations

from typing import Any, NoReturn

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BALANCED = """
    IF (SELECT COUNT(*) < 2 FROM shop_posting WHERE entry_id = NEW.entry_id)
       OR EXISTS (
           SELECT 1 FROM shop_posting WHERE entry_id = NEW.entry_id GROUP BY currency HAVING SUM(amount_minor) <> 0
       ) THEN
        RAISE EXCEPTION 'Ledger entry % is not balanced', NEW.entry_id;
    END IF;
    RETURN NULL;
"""


class HistoryIsFixed(TypeError):
    """Somebody tried to change or delete what was booked; write a new entry instead."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_: Any) -> NoReturn:
        raise HistoryIsFixed("Booked rows are never changed.")

    def delete(self) -> NoReturn:
        raise HistoryIsFixed("Booked rows are never deleted.")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise HistoryIsFixed("Booked rows are never changed.")


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsFixed("Booked rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise HistoryIsFixed("Booked rows are never deleted.")


class LedgerAccount(models.Model):
    """One purse: of the platform, of a payment provider, or of a person."""

    class Kind(models.TextChoices):
        CLEARING = "clearing", _("With the payment provider")
        UNEARNED = "unearned", _("Received, not yet assigned")
        FEE_INCOME = "fee_income", _("Platform's share")
        EARNINGS_PENDING = "earnings_pending", _("Earned, resting")
        EARNINGS = "earnings", _("Earned, available")

    PERSONAL = (Kind.EARNINGS_PENDING, Kind.EARNINGS)

    kind = models.CharField(max_length=20, choices=Kind)
    provider = models.CharField(max_length=20, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_accounts"
    )
    currency = models.CharField(max_length=3)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "provider", "currency"],
                condition=Q(owner__isnull=True),
                name="shop_one_account_of_the_platform",
            ),
            models.UniqueConstraint(
                fields=["kind", "provider", "currency", "owner"],
                condition=Q(owner__isnull=False),
                name="shop_one_account_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, kind__in=["earnings_pending", "earnings"])
                | (Q(owner__isnull=True) & ~Q(kind__in=["earnings_pending", "earnings"])),
                name="shop_earnings_belong_to_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider or self.owner_id or ''} {self.currency}"


class LedgerEntry(AppendOnly):
    """One business fact, booked once: `key` says which, for example `capture:<payment>`."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    memo = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        base_manager_name = "objects"
        triggers = [
            pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(AppendOnly):
    """One leg of an entry."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        base_manager_name = "objects"
        indexes = [models.Index(fields=["account", "id"], name="shop_posting_of_account")]
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="shop_posting_is_not_zero")]
        triggers = [
            pgtrigger.Protect(name="posting_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_balanced",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=BALANCED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.amount_minor} {self.currency}"
