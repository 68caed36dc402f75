"""What an order is beyond Oscar's tables: who ordered, and what each maker gets for a line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models import carriers
from shop.models.carriers import Carrier
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
    """What one line of a paid order brings its maker, from what the buyer paid down to what is left.

    Rates are copied when it is paid; gross = provider's fee + platform's share + cooperative's share + savings
    + net.
    Money that goes back to the buyer is told by `TakenBack` and leaves these figures alone.
    """

    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="sale")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="sales")
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    #: The line's part of what the payment provider kept.
    fee_minor = models.BigIntegerField(default=0)
    share_bp = models.PositiveIntegerField()
    share_minor = models.BigIntegerField()
    coop_bp = models.PositiveIntegerField(default=0)
    coop_minor = models.BigIntegerField(default=0)
    #: What goes into the maker's pots when the money has rested (`SaleSaving`).
    savings_minor = models.BigIntegerField(default=0)
    rule_set = models.ForeignKey(
        "shop.RuleSet", null=True, blank=True, on_delete=models.PROTECT, related_name="sales"
    )
    net_minor = models.BigIntegerField()
    needs_shipping = models.BooleanField()
    paid_at = models.DateTimeField()
    release_date = models.DateField()
    released_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=10, choices=Carrier, blank=True)
    #: The carrier's number; of old sales, carrier and number in the maker's words.
    tracking = models.CharField(_("tracking number"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(fields=["seller", "-paid_at", "-id"], name="shop_sale_newest"),
            models.Index(fields=["release_date"], condition=Q(released_at__isnull=True), name="shop_sale_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    gross_minor=F("fee_minor")
                    + F("share_minor")
                    + F("coop_minor")
                    + F("savings_minor")
                    + F("net_minor")
                ),
                name="shop_sale_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    fee_minor__gte=0, share_minor__gte=0, coop_minor__gte=0, savings_minor__gte=0, net_minor__gte=0
                ),
                name="shop_sale_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Sale of line {self.line_id}"

    @property
    def sent_with(self) -> str:
        """Carrier and number, as far as the maker told them."""
        carrier = self.get_carrier_display() if self.carrier else ""
        return f"{carrier} {self.tracking}".strip()

    @property
    def tracking_url(self) -> str:
        """Where the carrier tells how far it is; empty where nobody knows."""
        return carriers.page(carrier=self.carrier, number=self.tracking)

    @property
    def resting_minor(self) -> int:
        """What the maker gets once it has rested, in pots and in hand."""
        return self.savings_minor + self.net_minor


class SaleSaving(models.Model):
    """The part of a sale that goes into one pot, and how much of it went back to the buyer."""

    sale = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="savings")
    pot = models.ForeignKey("shop.Pot", on_delete=models.PROTECT, related_name="savings")
    amount_minor = models.BigIntegerField()
    taken_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("saving of a sale")
        verbose_name_plural = _("savings of sales")
        constraints = [
            models.UniqueConstraint(fields=["sale", "pot"], name="shop_one_saving_per_sale_and_pot"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, taken_minor__gte=0, taken_minor__lte=F("amount_minor")),
                name="shop_saving_is_within_its_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of sale {self.sale_id} into pot {self.pot_id}"

    @property
    def left_minor(self) -> int:
        return self.amount_minor - self.taken_minor


class TakenBackQuerySet(models.QuerySet["TakenBack"]):
    def standing(self) -> TakenBackQuerySet:
        """Parts that are the buyer's, or held for them."""
        return self.filter(undone_at__isnull=True)

    def in_dispute(self) -> TakenBackQuerySet:
        return self.standing().filter(decided_at__isnull=True, key__startswith="dispute:")


class TakenBack(models.Model):
    """The part of a sale that one refund or one dispute takes back, split as the sale was."""

    #: The ledger's entry: `refund:<uuid>` or `dispute:<ref>`.
    key = models.CharField(max_length=120)
    sale = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="taken_back")
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    share_minor = models.BigIntegerField()
    coop_minor = models.BigIntegerField()
    savings_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    taken_at = models.DateTimeField()
    #: The sale had not been released: the money came from what was resting.
    was_resting = models.BooleanField()
    #: The refund failed or the dispute was won: the money is the maker's again.
    undone_at = models.DateTimeField(null=True, blank=True)
    #: The dispute was lost and the maker bears it.
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TakenBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a sale taken back")
        verbose_name_plural = _("parts of sales taken back")
        constraints = [
            models.UniqueConstraint(fields=["key", "sale"], name="shop_taken_back_once"),
            models.CheckConstraint(
                condition=Q(
                    amount_minor=F("fee_minor")
                    + F("share_minor")
                    + F("coop_minor")
                    + F("savings_minor")
                    + F("net_minor"),
                    amount_minor__gt=0,
                    fee_minor__gte=0,
                    share_minor__gte=0,
                    coop_minor__gte=0,
                    savings_minor__gte=0,
                    net_minor__gte=0,
                ),
                name="shop_taken_back_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of sale {self.sale_id}"
