"""How pieces reach their buyers: what sending costs, and what each maker sends of an order."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.sellers import Seller


class ShippingProfile(TimeStamped):
    """A maker's prices for sending things of one sort, such as "small parcels"."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="shipping_profiles")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("way of sending")
        verbose_name_plural = _("ways of sending")
        constraints = [
            models.UniqueConstraint(fields=["seller", "name"], name="shop_one_profile_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ShippingRate(models.Model):
    """What sending to one country costs, or to every country that has no rate of its own."""

    profile = models.ForeignKey(ShippingProfile, on_delete=models.CASCADE, related_name="rates")
    country = models.ForeignKey(
        "address.Country",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("country"),
    )
    first_minor = models.BigIntegerField()
    #: For each further piece in the same parcel.
    more_minor = models.BigIntegerField(default=0)
    #: From this worth of the maker's pieces on, sending costs nothing.
    free_from_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("price of sending")
        verbose_name_plural = _("prices of sending")
        constraints = [
            models.UniqueConstraint(fields=["profile", "country"], name="shop_one_rate_per_country"),
            models.UniqueConstraint(
                fields=["profile"], condition=Q(country=None), name="shop_one_rate_for_everywhere_else"
            ),
            models.CheckConstraint(
                condition=Q(more_minor__gte=0, first_minor__gte=F("more_minor"))
                & (Q(free_from_minor=None) | Q(free_from_minor__gt=0)),
                name="shop_rate_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} to {self.country_id or 'elsewhere'}"


class Parcel(TimeStamped):
    """One maker's part of an order: how it reaches the buyer, what that costs, and the terms at that time."""

    class Way(models.TextChoices):
        POST = "post", _("Sent")
        PICKUP = "pickup", _("Picked up")
        DOWNLOAD = "download", _("Download")

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="parcels")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="parcels")
    way = models.CharField(max_length=8, choices=Way)
    shipping_minor = models.BigIntegerField(default=0)
    tip_minor = models.BigIntegerField(default=0)
    #: Where and when it can be picked up, in the maker's words at that time.
    pickup = models.TextField(blank=True)
    #: What the maker promised about returns when it was bought.
    policy = models.TextField(blank=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["order", "seller"], name="shop_one_parcel_per_maker"),
            models.CheckConstraint(
                condition=Q(shipping_minor__gte=0, tip_minor__gte=0), name="shop_parcel_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"Parcel of {self.seller_id} for order {self.order_id}"


class LineExtra(models.Model):
    """What a line of an order brings beside its price: its part of the parcel's cost and of the tip."""

    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="extra")
    shipping_minor = models.BigIntegerField(default=0)
    tip_minor = models.BigIntegerField(default=0)
    #: Its part of what a voucher took off.
    discount_minor = models.BigIntegerField(default=0)
    #: The size or colour that was chosen, as it was called then.
    option = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("extra of a line")
        verbose_name_plural = _("extras of lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(shipping_minor__gte=0, tip_minor__gte=0), name="shop_extra_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(discount_minor__gte=0), name="shop_discount_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Extra of line {self.line_id}"

    @property
    def amount_minor(self) -> int:
        return self.shipping_minor + self.tip_minor
