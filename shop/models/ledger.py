"""Double-entry bookkeeping: accounts, entries and postings. Credit is positive; nothing is ever changed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly

BALANCED = """
    IF (SELECT COUNT(*) < 2 FROM shop_posting WHERE entry_id = NEW.entry_id)
       OR EXISTS (
           SELECT 1 FROM shop_posting WHERE entry_id = NEW.entry_id GROUP BY currency HAVING SUM(amount_minor) <> 0
       ) THEN
        RAISE EXCEPTION 'Ledger entry % is not balanced', NEW.entry_id;
    END IF;
    RETURN NULL;
"""


#: An entry remembers its transaction, so that no leg is added to it later. A savepoint has an xmin of its own,
#: therefore a column.
STAMP = "NEW.txid = txid_current(); RETURN NEW;"
SEALED = """
    IF NOT EXISTS (SELECT 1 FROM shop_ledgerentry WHERE id = NEW.entry_id AND txid = txid_current()) THEN
        RAISE EXCEPTION 'Ledger entry % is closed', NEW.entry_id;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM shop_ledgeraccount WHERE id = NEW.account_id AND currency = NEW.currency) THEN
        RAISE EXCEPTION 'The account does not hold %', NEW.currency;
    END IF;
    RETURN NEW;
"""
FOLLOWED = """
    UPDATE shop_ledgeraccount SET balance_minor = balance_minor + NEW.amount_minor
     WHERE id = NEW.account_id AND balance_minor IS NOT NULL;
    RETURN NULL;
"""
#: Earnings have no floor, because a refund may leave them below nothing; what their owner does may not.
NOT_BEYOND_HAND = """
    IF EXISTS (
        SELECT 1 FROM shop_ledgeraccount a, shop_ledgerentry e
         WHERE a.id = NEW.account_id AND a.kind = 'earnings' AND a.balance_minor < 0
           AND e.id = NEW.entry_id AND e.kind IN ('move', 'payout_reserve')
    ) THEN
        RAISE EXCEPTION 'Ledger entry % takes more than there is in hand', NEW.entry_id;
    END IF;
    RETURN NULL;
"""
#: The balance follows the postings: only their trigger may write it, and nobody may say that it is another purse.
IDENTITY = """
    IF (OLD.kind, OLD.provider, OLD.owner_id, OLD.pot_id, OLD.currency, OLD.floor_minor)
       IS DISTINCT FROM (NEW.kind, NEW.provider, NEW.owner_id, NEW.pot_id, NEW.currency, NEW.floor_minor)
       OR (OLD.balance_minor IS NULL) <> (NEW.balance_minor IS NULL) THEN
        RAISE EXCEPTION 'Ledger account % stays what it is', OLD.id;
    END IF;
    IF OLD.balance_minor IS DISTINCT FROM NEW.balance_minor AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'The balance of ledger account % follows its postings', OLD.id;
    END IF;
    RETURN NEW;
"""
OPENED = """
    IF NEW.balance_minor IS NOT NULL AND NEW.balance_minor <> 0 THEN
        RAISE EXCEPTION 'A ledger account is opened empty';
    END IF;
    RETURN NEW;
"""
NEVER_EMPTIED = "RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;"


def no_truncate(name: str) -> pgtrigger.Trigger:
    """pgtrigger.Protect knows no TRUNCATE."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=NEVER_EMPTIED,
    )


class LedgerAccount(models.Model):
    """One purse: of the platform, of a payment provider, of a person, or one of their pots.

    A person's purse keeps its balance beside it, and no more leaves it than its floor allows; earnings have no
    floor: what is below nothing is owed and netted from the next sales. The platform's purses are only summed, so
    that nobody waits for them.
    """

    class Kind(models.TextChoices):
        CLEARING = "clearing", _("With the payment provider")
        BANK = "bank", _("In the bank or the till")
        UNEARNED = "unearned", _("Received, not yet assigned")
        FEE_INCOME = "fee_income", _("Platform's share")
        COOP_SHARE = "coop_share", _("Share of the cooperative")
        PROVIDER_FEES = "provider_fees", _("Fees of payment providers")
        DISPUTE_HOLD = "dispute_hold", _("Held for a dispute")
        LOSSES = "losses", _("Lost")
        EARNINGS_PENDING = "earnings_pending", _("Earned, resting")
        EARNINGS = "earnings", _("Earned, available")
        SAVINGS = "savings", _("Saved")
        RESERVED = "reserved", _("On its way to the person")

    PERSONAL = (Kind.EARNINGS_PENDING, Kind.EARNINGS, Kind.SAVINGS, Kind.RESERVED)
    FLOORS: ClassVar[dict[str, int]] = {Kind.EARNINGS_PENDING: 0, Kind.SAVINGS: 0, Kind.RESERVED: 0}

    kind = models.CharField(max_length=20, choices=Kind)
    provider = models.CharField(max_length=20, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_accounts"
    )
    pot = models.OneToOneField("shop.Pot", null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    currency = models.CharField(max_length=3)
    #: The sum of the postings of a person's purse; on PostgreSQL a trigger keeps it.
    balance_minor = models.BigIntegerField(null=True, editable=False)
    floor_minor = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        # Which columns are empty is fixed for each kind, so these say the same as NULLS NOT DISTINCT, everywhere.
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "provider", "currency"],
                condition=Q(owner__isnull=True),
                name="shop_one_account_of_the_platform",
            ),
            models.UniqueConstraint(
                fields=["kind", "provider", "currency", "owner"],
                condition=Q(owner__isnull=False, pot__isnull=True),
                name="shop_one_account_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, kind__in=["earnings_pending", "earnings", "savings", "reserved"])
                | (Q(owner__isnull=True) & ~Q(kind__in=["earnings_pending", "earnings", "savings", "reserved"])),
                name="shop_earnings_belong_to_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="savings", pot__isnull=False) | (~Q(kind="savings") & Q(pot__isnull=True)),
                name="shop_savings_lie_in_a_pot",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, balance_minor__isnull=False)
                | Q(owner__isnull=True, balance_minor__isnull=True, floor_minor__isnull=True),
                name="shop_purse_of_a_person_is_tracked",
            ),
            models.CheckConstraint(
                condition=Q(floor_minor__isnull=True) | Q(balance_minor__gte=F("floor_minor")),
                name="shop_purse_is_not_overdrawn",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="account_identity",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=IDENTITY,
            ),
            pgtrigger.Trigger(
                name="account_opened_empty",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OPENED,
            ),
            pgtrigger.Protect(name="account_stays", operation=pgtrigger.Delete),
            no_truncate("account_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider or self.owner_id or ''} {self.currency}"


class LedgerEntry(AppendOnly):
    """One business fact, booked once: `key` says which, for example `capture:<payment>`."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    memo = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    #: The entry that this one undoes, to the last unit.
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    txid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        base_manager_name = "objects"
        indexes = [models.Index(fields=["created_at"], name="shop_entry_by_day")]
        triggers = [
            pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_stamped",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=STAMP,
            ),
            no_truncate("entry_no_truncate"),
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
            pgtrigger.Trigger(
                name="entry_sealed",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SEALED,
            ),
            pgtrigger.Trigger(
                name="balance_followed",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=FOLLOWED,
            ),
            # After balance_followed: triggers fire in the order of their names.
            pgtrigger.Trigger(
                name="not_beyond_hand",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__amount_minor__lt=0),
                func=NOT_BEYOND_HAND,
            ),
            no_truncate("posting_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.amount_minor} {self.currency}"
