"""Works that are for sale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from mentorship.models import Project
from mentorship.models.projects import cover
from portal.core.addresses import titled
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from shop.models.sellers import Seller


def stock(path: str) -> Prefetch[Any]:
    """Load the stock at `path` with what each record is a size or colour of; the one without comes first."""
    records = apps.get_model("partner", "StockRecord").objects.select_related("option").order_by("pk")
    return Prefetch(path, queryset=records)


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> ListingQuerySet:
        """Listings that anybody may find: not withdrawn, and their work is public."""
        return self.filter(status=Listing.Status.LIVE, project__visibility=Project.Visibility.PUBLIC)

    def of(self, user: Any) -> ListingQuerySet:
        """Listings whose seller is `user`."""
        return self.filter(seller__user=user)

    def with_piece(self) -> ListingQuerySet:
        """Load what a card, a basket row or the buy box shows. Three queries whatever the number of rows."""
        return (
            self.with_stock().select_related("project__owner__profile").prefetch_related(cover("project__files"))
        )

    def with_stock(self) -> ListingQuerySet:
        """Load what it costs and how many there are, for who has the work already. Two queries."""
        return self.select_related("product__product_class", "seller").prefetch_related(
            stock("product__stockrecords")
        )

    def newest_first(self) -> ListingQuerySet:
        return self.order_by("-created_at", "-pk")


class Listing(TimeStamped):
    """The offer of one work: binds a Project to Oscar's Product, whose StockRecord holds price and number.

    Title, text and pictures are the project's. What asks for the stock needs `with_piece()`, so it never queries.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("Original, one of a kind")
        EDITION = "edition", _("Print or edition")
        DIGITAL = "digital", _("Download")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a look")
        LIVE = "live", _("For sale")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="listings")
    project = models.OneToOneField("mentorship.Project", on_delete=models.PROTECT, related_name="listing")
    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="listing")
    kind = models.CharField(_("what is sold"), max_length=8, choices=Kind)
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.LIVE)
    #: What sending costs; without one the price includes it.
    shipping_profile = models.ForeignKey(
        "shop.ShippingProfile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings",
        verbose_name=_("sending"),
    )
    #: The least that a buyer who names the price may pay; without it the price is fixed.
    least_price = models.DecimalField(_("least price"), max_digits=12, decimal_places=2, null=True, blank=True)
    can_be_picked_up = models.BooleanField(_("buyers may pick it up"), default=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [models.Index(fields=["status", "-created_at", "-id"], name="shop_listing_newest")]

    def __str__(self) -> str:
        return f"Listing {self.public_id}"

    def get_absolute_url(self) -> str:
        return titled("catalogue:detail", self.public_id, self.project.title, "piece")

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE

    @property
    def is_thing(self) -> bool:
        """Whether it has to be handed over or sent."""
        return self.kind != self.Kind.DIGITAL

    @property
    def is_shown(self) -> bool:
        """Whether anybody may find it in the shop."""
        return self.is_live and self.project.is_public

    @property
    def stockrecord(self) -> Any:
        """The record of the piece itself; with sizes or colours it only names their lowest price."""
        return self.product.stockrecords.all()[0]

    @property
    def choices(self) -> list[Any]:
        """The records of its sizes and colours, in the order in which they were made."""
        return [record for record in self.product.stockrecords.all() if hasattr(record, "option")]

    @property
    def for_sale(self) -> list[Any]:
        """The records that are sold from: its sizes and colours, or the piece itself."""
        return self.choices or [self.stockrecord]

    @property
    def price(self) -> Decimal:
        price: Decimal = self.stockrecord.price
        return price

    @property
    def has_several_prices(self) -> bool:
        return len({record.price for record in self.for_sale}) > 1

    @property
    def currency(self) -> str:
        return str(self.stockrecord.price_currency)

    @property
    def left(self) -> int | None:
        """How many can be bought at this moment; None when there is no end to them."""
        if self.kind == self.Kind.DIGITAL:
            return None
        return sum(max(0, record.net_stock_level) for record in self.for_sale)

    @property
    def is_sold(self) -> bool:
        """Whether the last one is gone for good."""
        return self.left == 0 and not self.is_held

    @property
    def is_held(self) -> bool:
        """Whether all that is left waits for somebody's payment."""
        return self.left == 0 and any(record.num_in_stock for record in self.for_sale)

    @property
    def can_be_bought(self) -> bool:
        return self.is_shown and self.left != 0 and not self.seller.is_away

    @property
    def most(self) -> int:
        """The highest quantity that one basket may hold."""
        return 1 if self.left is None else self.left
