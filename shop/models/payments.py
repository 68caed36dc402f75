"""Attempts to pay an order, money given back, and the demo provider's own memory."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped

#: The life of a payment. Money is a fact: a late payment is captured even after we gave up on it, and stays so.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "created": ("pending", "processing", "captured", "failed", "expired"),
    "pending": ("processing", "captured", "failed", "expired"),
    # Back to the buyer when the money did not come from where they wanted to pay.
    "processing": ("pending", "captured", "failed", "expired"),
    "failed": ("captured",),
    # Somebody agreed late, and their pieces were still there.
    "expired": ("processing", "captured"),
    "captured": (),
}
#: A refund that the provider had taken may still fail, days later.
REFUND_TRANSITIONS: dict[str, tuple[str, ...]] = {
    "created": ("pending", "done", "failed"),
    "pending": ("done", "failed"),
    "done": ("failed",),
    "failed": (),
}
MOST_TRIES_WITH_A_KEY = 3


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> PaymentQuerySet:
        """Payments that may still be paid."""
        return self.filter(state__in=Payment.LIVE)


class Payment(TimeStamped):
    """One attempt to pay one order. What the provider says is applied by `services.payments` alone."""

    class State(models.TextChoices):
        CREATED = "created", _("Created")
        PENDING = "pending", _("Waiting for the buyer")
        PROCESSING = "processing", _("Waiting for the bank")
        CAPTURED = "captured", _("Paid")
        FAILED = "failed", _("Refused")
        EXPIRED = "expired", _("Expired or cancelled")

    LIVE = (State.CREATED, State.PENDING, State.PROCESSING)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.CREATED)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    #: The provider's name for its session.
    ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    #: The provider's name for the money that it took.
    charge_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    #: Where the buyer pays.
    url = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField()
    #: The order's pieces are set aside for this payment.
    holds_stock = models.BooleanField(default=True)
    #: The buyer gave it up; what they agree to later is not taken.
    is_cancelled = models.BooleanField(default=False)
    #: How often the money was asked for, of a buyer who agreed; part of that call's idempotency key.
    takes = models.PositiveIntegerField(default=0)
    captured_at = models.DateTimeField(null=True, blank=True)
    #: This payment is the one that paid the order. Others are refunded.
    settles = models.BooleanField(default=False)
    #: What an operator has to look at, for example an amount that differs.
    problem = models.CharField(max_length=200, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["state", "expires_at"], name="shop_payment_due")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_payment_is_positive"),
            models.CheckConstraint(
                condition=Q(settles=False) | Q(state="captured"), name="shop_only_captured_money_settles"
            ),
            models.CheckConstraint(
                condition=Q(state="captured", captured_at__isnull=False)
                | (~Q(state="captured") & Q(captured_at__isnull=True)),
                name="shop_captured_payment_is_dated",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["created", "pending", "processing"]),
                name="shop_one_live_payment_per_order",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(settles=True), name="shop_one_payment_settles_an_order"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="payment_states",
                field="state",
                transitions=[(old, new) for old, following in TRANSITIONS.items() for new in following],
            ),
            pgtrigger.Protect(name="payment_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Payment {self.uuid} ({self.state})"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_captured(self) -> bool:
        return self.state == self.State.CAPTURED

    def can_become(self, state: str) -> bool:
        """Say whether `state` may follow the present one."""
        return state in TRANSITIONS[self.state]


class Refund(TimeStamped):
    """Money that goes back to the buyer; written down before the provider is asked."""

    class State(models.TextChoices):
        CREATED = "created", _("To be done")
        PENDING = "pending", _("On its way")
        DONE = "done", _("Given back")
        FAILED = "failed", _("Failed")

    #: The money has left, as far as our books know.
    BOOKED = (State.PENDING, State.DONE)

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.CREATED)
    ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    reason = models.CharField(max_length=200)
    #: Who asked for it; nobody when the shop did by itself, or somebody did in the provider's own pages.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="requested_refunds"
    )
    #: How often the provider was asked; the idempotency key changes with every third time.
    tries = models.PositiveIntegerField(default=0)
    #: Not before this; while somebody asks, when another may.
    next_try_at = models.DateTimeField(null=True, blank=True)
    #: Why it failed.
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_refund_is_positive")]
        triggers = [
            pgtrigger.FSM(
                name="refund_states",
                field="state",
                transitions=[(old, new) for old, following in REFUND_TRANSITIONS.items() for new in following],
            ),
            pgtrigger.Protect(name="refund_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Refund {self.uuid} ({self.state})"

    @property
    def key_number(self) -> int:
        """Part of the idempotency key: a provider may have stored an error under the one before."""
        return max(self.tries - 1, 0) // MOST_TRIES_WITH_A_KEY

    @property
    def is_booked(self) -> bool:
        return self.state in self.BOOKED


class DemoSession(TimeStamped):
    """What the demo provider remembers of one payment page: the other side of the counter, not ours."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Closed")

    #: The caller's idempotency key.
    key = models.UUIDField(unique=True)
    ref = models.CharField(max_length=40, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    return_url = models.CharField(max_length=300, blank=True)
    #: What was given back: the caller's key of each refund and its amount.
    refunds = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("demo payment page")
        verbose_name_plural = _("demo payment pages")

    def __str__(self) -> str:
        return f"Demo session {self.ref} ({self.status})"
