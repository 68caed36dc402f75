"""Money on its way to a maker: asked for, looked at, paid with a proof or sent by a provider."""

from __future__ import annotations

import uuid
from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Guardian, User
from portal.core import stores
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

#: The life of a payout. What was called off stays so, and what was paid unless its provider brings it back.
TRANSITIONS = (
    ("requested", "prepared"),
    ("requested", "cancelled"),
    ("prepared", "paid"),
    ("prepared", "cancelled"),
    ("prepared", "sent"),
    ("sent", "prepared"),
    ("sent", "paid"),
    ("sent", "failed"),
    ("paid", "failed"),
)


class PayoutAccount(TimeStamped):
    """An account at a provider that a maker, or the guardian of one, opened to be paid to."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payout_accounts")
    #: Whose it is, if the maker was a minor when it was opened.
    guardian = models.ForeignKey(
        Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="payout_accounts"
    )
    #: A name of `shop.payout_ways`.
    provider = models.CharField(max_length=20)
    #: The provider's name for it; none until it answered.
    ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    #: Whether the provider said, when last asked, that money can go there.
    is_ready = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("account to be paid to")
        verbose_name_plural = _("accounts to be paid to")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "provider"],
                condition=Q(guardian__isnull=True),
                name="shop_one_payout_account_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["person", "provider", "guardian"],
                condition=Q(guardian__isnull=False),
                name="shop_one_payout_account_of_a_guardian",
            ),
            models.CheckConstraint(
                condition=Q(is_ready=False) | Q(ref__isnull=False), name="shop_ready_payout_account_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"Payout account {self.pk} at {self.provider}"


class PayoutQuerySet(PolicyQuerySet["Payout"]):
    def open(self) -> PayoutQuerySet:
        return self.filter(state__in=Payout.OPEN)

    def lately(self, person: User, currency: str, *, since: datetime) -> PayoutQuerySet:
        """Return what went to `person` after `since`, or was asked for then or is open and may still go."""
        asked_or_paid = Q(requested_at__gt=since) | Q(paid_at__gt=since) | Q(state__in=Payout.OPEN)
        rows = self.filter(asked_or_paid, person=person, currency=currency)
        return rows.exclude(state__in=[Payout.State.CANCELLED, Payout.State.FAILED])

    def total_minor(self) -> int:
        return int(self.aggregate(total=Sum("amount_minor"))["total"] or 0)

    def with_people(self) -> PayoutQuerySet:
        return self.select_related(
            "person", "requested_by", "prepared_by", "approved_by", "paid_by", "cancelled_by"
        )


class Payout(TimeStamped):
    """One amount that leaves for one person, or for the guardian of a minor. The ledger holds it reserved."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        PREPARED = "prepared", _("Ready to be paid")
        SENT = "sent", _("Sent")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Came back")
        CANCELLED = "cancelled", _("Called off")

    class Method(models.TextChoices):
        CASH = "cash", _("Cash")
        MOBILE = "mobile", _("Mobile money")
        BANK = "bank", _("Bank transfer")
        STRIPE = "stripe", _("Stripe")
        PAYPAL = "paypal", _("PayPal")

    #: Nothing left yet, so it can be called off.
    WAITING = (State.REQUESTED, State.PREPARED)
    #: The ledger holds it reserved.
    OPEN = (*WAITING, State.SENT)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payouts")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    method = models.CharField(_("how"), max_length=6, choices=Method)
    #: Who moves the money: a name of `shop.payout_ways`.
    provider = models.CharField(max_length=20, default="manual")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    #: The person was a minor when it was asked for, so a guardian receives it.
    for_minor = models.BooleanField(default=False)
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="payouts")
    recipient = models.CharField(_("recipient"), max_length=120, blank=True)
    #: A number or an account; nothing for cash.
    destination = models.CharField(_("number or account"), max_length=120, blank=True)
    #: Above the limit of that day, alone or with what went to the person lately: two different people look at it.
    needs_two = models.BooleanField()
    #: Not before this: a destination that was never paid to waits, so that its owner can object.
    not_before = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payouts_requested"
    )
    requested_at = models.DateTimeField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="payouts_prepared"
    )
    prepared_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="payouts_approved"
    )
    approved_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="payouts_paid"
    )
    paid_at = models.DateTimeField(null=True)
    #: How often the provider was asked to pay, and which of our keys it is asked under: after a refusal a new one.
    tries = models.PositiveIntegerField(default=0)
    key_number = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    #: The provider is not asked again before this.
    next_try_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    #: What the provider said last, if it did not pay.
    problem = models.CharField(max_length=200, blank=True)
    #: The number on the receipt, in the bank's list, or the provider's name for it.
    ref = models.CharField(_("number of the receipt"), max_length=80, unique=True, null=True, blank=True)
    #: The signed receipt or the bank's confirmation; private.
    evidence = models.FileField(storage=stores.private, max_length=200, blank=True)
    evidence_type = models.CharField(max_length=80, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="payouts_cancelled"
    )
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(_("why it was called off"), max_length=200, blank=True)
    #: Names the form that made it, so that a form sent twice asks for one payout.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        indexes = [models.Index(fields=["state", "-requested_at", "-id"], name="shop_payout_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_payout_is_positive"),
            models.UniqueConstraint(
                fields=["person", "currency"],
                condition=Q(state__in=["requested", "prepared", "sent"]),
                name="shop_one_open_payout",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid", provider="manual") | ~Q(evidence=""),
                name="shop_manual_payout_is_proven",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_by__isnull=False, paid_at__isnull=False)
                | Q(state="sent", paid_by__isnull=False, paid_at__isnull=True)
                | Q(state="failed", paid_by__isnull=False)
                | (~Q(state__in=["sent", "paid", "failed"]) & Q(paid_by__isnull=True, paid_at__isnull=True)),
                name="shop_payout_was_paid_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["prepared", "sent"])
                | Q(prepared_by__isnull=False, prepared_at__isnull=False),
                name="shop_payout_was_prepared_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (
                    ~Q(approved_by=F("requested_by"))
                    & ~Q(approved_by=F("prepared_by"))
                    & ~Q(approved_by=F("person"))
                ),
                name="shop_payout_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "paid", "failed"], needs_two=True) | Q(approved_by__isnull=False),
                name="shop_large_payout_is_approved",
            ),
            models.CheckConstraint(
                condition=(Q(prepared_by__isnull=True) | ~Q(prepared_by=F("person")))
                & (Q(paid_by__isnull=True) | ~Q(paid_by=F("person"))),
                name="shop_nobody_pays_themselves",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "failed"], provider="manual"),
                name="shop_manual_payout_is_paid_at_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False, next_try_at__isnull=False),
                name="shop_sent_payout_is_followed",
            ),
            models.CheckConstraint(
                condition=Q(for_minor=False) | Q(guardian__isnull=False), name="shop_guardian_receives_for_a_minor"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="payout_states", field="state", transitions=list(TRANSITIONS)),
            pgtrigger.ReadOnly(
                name="payout_stays_what_it_is",
                fields=[
                    "public_id",
                    "person",
                    "currency",
                    "amount_minor",
                    "provider",
                    "needs_two",
                    "requested_by",
                ],
            ),
            pgtrigger.Protect(name="payout_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Payout {self.public_id} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether nothing left yet."""
        return self.state in self.WAITING

    @property
    def is_by_hand(self) -> bool:
        return self.provider == "manual"

    @property
    def waits_for_another(self) -> bool:
        """Whether somebody else has to agree before it can be paid."""
        return self.needs_two and self.approved_by_id is None
