"""What an order is beyond Oscar's tables: who ordered, and what each maker gets for a line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.sellers import Seller


class Purchase(TimeStamped):
    """The buyer's side of an order: how to call and reach them, and their words to the makers."""

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="purchase")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    note = models.TextField(_("note to the makers"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")

    def __str__(self) -> str:
        return f"Purchase of order {self.order_id}"


class SaleLine(TimeStamped):
    """What one line of a paid order brings its maker; amounts and rate are frozen when it is paid."""

    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="sale")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="sales")
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    share_bp = models.PositiveIntegerField()
    share_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    needs_shipping = models.BooleanField()
    paid_at = models.DateTimeField()
    release_date = models.DateField()
    released_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    #: Carrier and number, in the maker's words.
    tracking = models.CharField(_("carrier and tracking number"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(fields=["seller", "-paid_at", "-id"], name="shop_sale_newest"),
            models.Index(fields=["release_date"], condition=Q(released_at__isnull=True), name="shop_sale_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_minor=F("share_minor") + F("net_minor")), name="shop_sale_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(share_minor__gte=0, net_minor__gte=0), name="shop_sale_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"Sale of line {self.line_id}"
