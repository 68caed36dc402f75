"""What a maker offers to make for somebody who asked: for how much, by when, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models import Commission
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet
from shop.models.sellers import Seller


class CommissionOfferQuerySet(PolicyQuerySet["CommissionOffer"]):
    def newest_first(self) -> CommissionOfferQuerySet:
        return self.order_by("-created_at", "-pk")

    def made_to(self, buyer: Any) -> CommissionOfferQuerySet:
        """What `buyer` may still answer, pay or wait for."""
        ended = (*CommissionOffer.OVER, CommissionOffer.Status.DELIVERED, CommissionOffer.Status.WAITING)
        return self.filter(buyer=buyer).exclude(status__in=ended)

    def with_sides(self) -> CommissionOfferQuerySet:
        """Load what a row shows of maker and buyer. One query."""
        return self.select_related("seller__user", "request__maker", "buyer", "project")


class CommissionOffer(TimeStamped):
    """One offer of a maker to one asker. The terms stay as they were told; only `status` moves."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a look")
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted, deposit to pay")
        DEPOSIT_PAID = "deposit_paid", _("Deposit paid")
        IN_WORK = "in_work", _("In work")
        READY = "ready", _("Ready, rest to pay")
        REST_PAID = "rest_paid", _("Paid in full")
        DELIVERED = "delivered", _("Delivered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CANCELLED = "cancelled", _("Cancelled")

    OVER = (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="commission_offers")
    #: Gone when whoever asked was erased, or a visitor's request is too old to be kept.
    request = models.ForeignKey(
        Commission, null=True, blank=True, on_delete=models.SET_NULL, related_name="offers"
    )
    #: Who asked, where it was a member; a visitor comes by a signed link.
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="commission_offers",
    )
    title = models.CharField(_("what it is"), max_length=120)
    included = models.TextField(_("what is included"), max_length=2000)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField(_("price"))
    deposit_minor = models.BigIntegerField(_("deposit"))
    #: What the maker keeps of the deposit when the buyer cancels once work has begun.
    kept_percent = models.PositiveSmallIntegerField(_("kept of the deposit"))
    promised_on = models.DateField(_("ready by"))
    is_sent = models.BooleanField(_("it is sent"))
    status = models.CharField(_("state"), max_length=12, choices=Status)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why it was given back, withdrawn, declined or cancelled.
    note = models.CharField(_("why"), max_length=300, blank=True)
    #: The work that came of it.
    project = models.ForeignKey(
        "mentorship.Project", null=True, blank=True, on_delete=models.SET_NULL, related_name="commission_offers"
    )
    #: Names the form that made it, so that a form sent twice offers once.
    submission = models.UUIDField(unique=True, editable=False)

    objects = CommissionOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a commission")
        verbose_name_plural = _("offers of commissions")
        indexes = [
            models.Index(fields=["seller", "-created_at"], name="shop_commission_maker"),
            models.Index(fields=["buyer", "-created_at"], name="shop_commission_buyer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(status__in=["declined", "withdrawn", "cancelled"]),
                name="shop_one_standing_commission_offer",
            ),
            models.CheckConstraint(
                condition=Q(deposit_minor__gt=0, deposit_minor__lt=F("price_minor")),
                name="shop_commission_deposit_is_a_part",
            ),
            models.CheckConstraint(condition=Q(kept_percent__lte=100), name="shop_commission_keeps_a_part"),
        ]

    def __str__(self) -> str:
        return f"Commission {self.public_id} ({self.status})"

    def get_absolute_url(self) -> str:
        return reverse("shop:commission", args=[self.public_id])

    @property
    def rest_minor(self) -> int:
        return self.price_minor - self.deposit_minor

    @property
    def kept_minor(self) -> int:
        """What stays with the maker when the buyer cancels once work has begun."""
        return self.deposit_minor * self.kept_percent // 100

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    @property
    def payable(self) -> str:
        """The part that waits to be paid; empty if none does."""
        parts: dict[Any, str] = {
            self.Status.ACCEPTED: CommissionPart.Kind.DEPOSIT,
            self.Status.READY: CommissionPart.Kind.REST,
        }
        return parts.get(self.status, "")

    @property
    def payable_minor(self) -> int:
        return self.rest_minor if self.payable == CommissionPart.Kind.REST else self.deposit_minor


class CommissionPart(models.Model):
    """One payment of a commission: a product that nobody finds, of which there is one."""

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("Deposit")
        REST = "rest", _("Rest")

    offer = models.ForeignKey(CommissionOffer, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=7, choices=Kind)
    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="commission_part")

    class Meta:
        verbose_name = _("payment of a commission")
        verbose_name_plural = _("payments of commissions")
        constraints = [
            models.UniqueConstraint(fields=["offer", "kind"], name="shop_commission_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of commission {self.offer_id}"
