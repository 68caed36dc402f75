"""What goes back: which lines a refund is for, and what buyers dispute at their bank."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.payments import Payment, Refund
from shop.models.sales import SaleLine


class RefundLine(models.Model):
    """The part of a refund that is for one sold line."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    sale = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="refund_lines")
    amount_minor = models.BigIntegerField()
    #: How many pieces are for sale again.
    restock = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        constraints = [
            models.UniqueConstraint(fields=["refund", "sale"], name="shop_refund_names_a_sale_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_refund_line_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of sale {self.sale_id}"


class Dispute(TimeStamped):
    """Money that the buyer's bank took back until it is decided whose it is."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    ref = models.CharField(max_length=120, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    #: The bank's word for it.
    reason = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_dispute_is_positive"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="shop_decided_dispute_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.ref} ({self.state})"
