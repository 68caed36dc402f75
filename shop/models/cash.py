"""Pieces sold for cash, at a fair or from hand to hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.payments import Payment


class CashSale(TimeStamped):
    """What a maker says they sold for cash, and what came of it when somebody else counted the money."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a second signature")
        SIGNED = "signed", _("Countersigned")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Nobody signed in time")

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="cash_sale")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cash_sales_entered"
    )
    sold_on = models.DateField(_("day"))
    place = models.CharField(_("where"), max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cash_sales_decided",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cash sale")
        verbose_name_plural = _("cash sales")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(status="lapsed", decided_by__isnull=True, decided_at__isnull=False)
                | Q(status__in=["signed", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="shop_decided_cash_sale_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="shop_cash_is_signed_by_two",
            ),
        ]
        indexes = [models.Index(fields=["status", "created_at"], name="shop_cash_waiting")]

    def __str__(self) -> str:
        return f"Cash sale {self.pk} ({self.status})"
