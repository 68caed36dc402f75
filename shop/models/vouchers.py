"""Codes by which a maker lets buyers pay less for their pieces."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.sellers import Seller

#: The most that a voucher takes off what its maker's pieces cost, in basis points: something is always paid.
MOST_BP = 9000


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def usable(self, *, on: date) -> VoucherQuerySet:
        """Those that somebody can use on that day, as far as uses are left."""
        begun = Q(starts_on=None) | Q(starts_on__lte=on)
        lasting = Q(ends_on=None) | Q(ends_on__gte=on)
        return self.filter(begun, lasting, Q(most_uses=None) | Q(used__lt=F("most_uses")), is_on=True)


class Voucher(TimeStamped):
    """A maker's code: a part or a fixed amount off their own pieces, and theirs alone to bear."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="vouchers")
    #: In capital letters.
    code = models.CharField(_("code"), max_length=24, unique=True)
    percent_bp = models.PositiveIntegerField(null=True, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    #: What pieces of this maker have to cost together.
    least_minor = models.BigIntegerField(default=0)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    most_uses = models.PositiveIntegerField(_("how often"), null=True, blank=True)
    #: Orders that use it: those that were given up do not count.
    used = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent_bp__gt=0, percent_bp__lte=MOST_BP, amount_minor=None)
                | Q(percent_bp=None, amount_minor__gt=0),
                name="shop_voucher_takes_off_one_way",
            ),
            models.CheckConstraint(condition=Q(least_minor__gte=0), name="shop_voucher_least_is_not_negative"),
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(used__lte=F("most_uses")), name="shop_voucher_is_not_overused"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="shop_voucher_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"Voucher {self.code}"

    @property
    def percent(self) -> float | None:
        return self.percent_bp / 100 if self.percent_bp else None


class VoucherUse(models.Model):
    """That an order uses a voucher, and what it took off; an order that is given up gives the use back."""

    voucher = models.ForeignKey(Voucher, null=True, on_delete=models.SET_NULL, related_name="uses")
    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="voucher_use")
    code = models.CharField(max_length=24)
    amount_minor = models.BigIntegerField()
    counts = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("use of a voucher")
        verbose_name_plural = _("uses of vouchers")
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shop_voucher_use_takes_something_off"),
        ]

    def __str__(self) -> str:
        return f"{self.code} for order {self.order_id}"
