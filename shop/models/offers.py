"""What an offer may have beside its price: sizes and colours, a price that the buyer names, files to hand over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import stores
from portal.core.models import TimeStamped
from shop.models.listings import Listing


class Option(models.Model):
    """A size or colour of an edition. Its StockRecord holds price and number, as Oscar's strategy wants it."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="options")
    stockrecord = models.OneToOneField("partner.StockRecord", on_delete=models.CASCADE, related_name="option")
    size = models.CharField(_("size"), max_length=40, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["listing", "size", "colour"], name="shop_options_differ"),
            models.CheckConstraint(condition=~Q(size="", colour=""), name="shop_option_is_named"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.size, self.colour) if part)


class NamedPrice(models.Model):
    """What a buyer wants to pay for one of a line, where the maker lets them choose."""

    line = models.OneToOneField("basket.Line", on_delete=models.CASCADE, related_name="named_price")
    price = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("price that a buyer named")
        verbose_name_plural = _("prices that buyers named")
        constraints = [models.CheckConstraint(condition=Q(price__gt=0), name="shop_named_price_is_positive")]

    def __str__(self) -> str:
        return f"{self.price} for line {self.line_id}"


class DownloadFile(TimeStamped):
    """A file that buyers of a download get; private, whatever the work shows of itself."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="files")
    original = models.FileField(storage=stores.private, max_length=200)
    #: The name that the maker's file had; never part of a stored path.
    filename = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("file to hand over")
        verbose_name_plural = _("files to hand over")

    def __str__(self) -> str:
        return self.filename


class Download(models.Model):
    """How often a file of one bought line was fetched."""

    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="downloads")
    file = models.ForeignKey(DownloadFile, on_delete=models.CASCADE, related_name="downloads")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = [models.UniqueConstraint(fields=["line", "file"], name="shop_downloads_counted_once")]

    def __str__(self) -> str:
        return f"File {self.file_id} of line {self.line_id}"


class PieceCost(models.Model):
    """What a piece costs its maker, for their eyes only: hours, what an hour is worth, and materials beside it."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="cost")
    minutes = models.PositiveIntegerField(_("minutes of work"), default=0)
    wage_minor = models.BigIntegerField(_("an hour is worth"), default=0)

    class Meta:
        verbose_name = _("cost of a piece")
        verbose_name_plural = _("costs of pieces")
        constraints = [models.CheckConstraint(condition=Q(wage_minor__gte=0), name="shop_wage_is_not_negative")]

    def __str__(self) -> str:
        return f"Cost of listing {self.listing_id}"

    @property
    def work_minor(self) -> int:
        return (self.wage_minor * self.minutes + 30) // 60


class PieceMaterial(models.Model):
    """One material that went into a piece, perhaps from what was handed out to the maker."""

    cost = models.ForeignKey(PieceCost, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(_("material"), max_length=80)
    amount_minor = models.BigIntegerField()
    resource = models.ForeignKey(
        "mentorship.ResourceType", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("material of a piece")
        verbose_name_plural = _("materials of pieces")
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=0), name="shop_material_costs")]

    def __str__(self) -> str:
        return self.name


class Approval(TimeStamped):
    """Somebody's look at an offer before anybody may find it; the last one counts."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="approvals")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offers_decided"
    )
    approved = models.BooleanField()
    note = models.CharField(_("what to change"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("look at an offer")
        verbose_name_plural = _("looks at offers")
        constraints = [
            models.CheckConstraint(condition=Q(approved=True) | ~Q(note=""), name="shop_refusal_says_why")
        ]

    def __str__(self) -> str:
        return f"{'Approved' if self.approved else 'Returned'}: listing {self.listing_id}"
