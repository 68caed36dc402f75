"""Works that are for sale."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from shop.models.sellers import Seller


class ListingQuerySet(models.QuerySet["Listing"]):
    def live(self) -> ListingQuerySet:
        """Listings that anybody may find: not withdrawn, and their work is public."""
        return self.filter(status=Listing.Status.LIVE, project__visibility="public")


class Listing(TimeStamped):
    """The offer of one work: binds a Project to Oscar's Product, whose StockRecord holds price and number."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("Original, one of a kind")
        EDITION = "edition", _("Print or edition")
        DIGITAL = "digital", _("Download")

    class Status(models.TextChoices):
        LIVE = "live", _("For sale")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="listings")
    project = models.OneToOneField("mentorship.Project", on_delete=models.PROTECT, related_name="listing")
    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="listing")
    kind = models.CharField(_("what is sold"), max_length=8, choices=Kind)
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.LIVE)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [models.Index(fields=["status", "-created_at", "-id"], name="shop_listing_newest")]

    def __str__(self) -> str:
        return f"Listing {self.public_id}"

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE
