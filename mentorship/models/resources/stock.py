"""How much there is of what, where; and every movement that made it so."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.resources.things import Currency, Donor, Location, QuantityField, ResourceType
from portal.core.append_only import AppendOnly, protect
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class Stock(models.Model):
    """How much of `resource` lies at `location`: always the sum of its moves, never below nothing."""

    resource = models.ForeignKey(ResourceType, on_delete=models.PROTECT, related_name="stocks")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="stocks")
    quantity = QuantityField(_("quantity"), default=Decimal(0))

    objects = PolicyQuerySet["Stock"].as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stocks")
        constraints = [
            models.UniqueConstraint(fields=["resource", "location"], name="mentorship_one_stock_per_place"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="mentorship_stock_never_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.resource_id} at {self.location_id}"


class LoanItem(TimeStamped):
    """One tool with a number of its own."""

    class Condition(models.TextChoices):
        NEW = "new", _("New")
        GOOD = "good", _("Good")
        WORN = "worn", _("Worn")
        BROKEN = "broken", _("Broken")

    class State(models.TextChoices):
        HERE = "here", _("Here")
        OUT = "out", _("Lent")
        LOST = "lost", _("Lost")
        WRITTEN_OFF = "written_off", _("Written off")

    resource = models.ForeignKey(ResourceType, on_delete=models.PROTECT, related_name="items")
    serial = models.CharField(_("number"), max_length=60)
    condition = models.CharField(_("condition"), max_length=10, choices=Condition, default=Condition.GOOD)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.HERE, editable=False)
    #: Where it lies; nowhere while it is lent or gone.
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="items", editable=False
    )
    donor = models.ForeignKey(
        Donor, null=True, blank=True, on_delete=models.SET_NULL, related_name="items", verbose_name=_("donor")
    )

    class Meta:
        verbose_name = _("tool with a number")
        verbose_name_plural = _("tools with a number")
        constraints = [
            models.UniqueConstraint(fields=["resource", "serial"], name="mentorship_serial_once_per_tool"),
            models.CheckConstraint(
                condition=Q(state="here", location__isnull=False) | ~Q(state="here") & Q(location=None),
                name="mentorship_what_is_here_lies_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource.name} {self.serial}"


class StockMove(AppendOnly):
    """`quantity` came to (above nothing) or left (below nothing) the stock of `resource` at `location`."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ISSUED = "issued", _("Handed out")
        RETURNED = "returned", _("Came back")
        CONSUMED = "consumed", _("Used in the workshop")
        LOST = "lost", _("Lost from the store")
        WRITTEN_OFF = "written_off", _("Written off")
        TRANSFERRED = "transferred", _("Moved to another store")
        COUNTED = "counted", _("Corrected by a count")

    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    resource = models.ForeignKey(ResourceType, on_delete=models.PROTECT, related_name="moves")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="moves")
    quantity = QuantityField(_("quantity"))
    #: Of one unit, at that time.
    unit_cost = models.DecimalField(_("cost of one unit"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    item = models.ForeignKey(LoanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    donor = models.ForeignKey(Donor, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    line = models.ForeignKey(
        "mentorship.IssueLine", null=True, blank=True, on_delete=models.PROTECT, related_name="moves"
    )
    reason = models.CharField(
        _("reason"), max_length=120, blank=True, help_text=_("About the thing; never names anybody.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stock_moves")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        base_manager_name = "objects"
        triggers = [protect("stock_move_append_only")]
        indexes = [
            models.Index(fields=["resource", "location", "-at"], name="mentorship_move_of_stock"),
            models.Index(fields=["kind", "at"], name="mentorship_move_of_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["received", "returned"], quantity__gt=0)
                | Q(kind__in=["issued", "consumed", "lost", "written_off"], quantity__lt=0)
                | Q(kind__in=["transferred", "counted"]) & ~Q(quantity=0),
                name="mentorship_move_goes_its_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} of {self.resource_id} at {self.location_id}"
