"""What can be handed out, from where, and who gave it: kept by coordinators."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.skills import Skill
from portal.core.models import TimeStamped

#: The finest that is weighed or measured: a gram, a millimetre.
PLACES = 3
LARGEST = Decimal(1_000_000)


class Currency(models.TextChoices):
    EUR = "EUR", "EUR"
    USD = "USD", "USD"
    GBP = "GBP", "GBP"
    CHF = "CHF", "CHF"
    CAD = "CAD", "CAD"
    AUD = "AUD", "AUD"
    SEK = "SEK", "SEK"
    NOK = "NOK", "NOK"
    DKK = "DKK", "DKK"


class QuantityField(models.DecimalField):
    """So many pieces, metres or kilos."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", PLACES)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class ResourceTypeQuerySet(models.QuerySet["ResourceType"]):
    def in_use(self) -> ResourceTypeQuerySet:
        return self.filter(is_active=True)

    def by_name(self) -> ResourceTypeQuerySet:
        return self.order_by("name", "pk")


class ResourceType(TimeStamped):
    """Something that can be handed out: a consumable is counted in a unit, a loan comes back and has a number."""

    class Kind(models.TextChoices):
        CONSUMABLE = "consumable", _("Material, is used up")
        LOAN = "loan", _("Tool, is lent")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CONSUMABLE)
    unit = models.CharField(
        _("unit"),
        max_length=15,
        blank=True,
        help_text=_("What it is counted in, such as piece, m, kg. Tools have none."),
    )
    skills = models.ManyToManyField(
        Skill,
        verbose_name=_("skills"),
        blank=True,
        related_name="resources",
        help_text=_("What it helps to learn; reports ask this."),
    )
    unit_cost = models.DecimalField(
        _("cost of one unit"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Of a tool: what a new one costs."),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)
    low_at = QuantityField(
        _("low at"),
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("At this stock or below, coordinators are told."),
    )
    #: When coordinators were told that it is low; empty again once it is not.
    low_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    loan_days = models.PositiveSmallIntegerField(
        _("days lent"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Tools only: when they are due back."),
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("No longer offered when this is off."))

    objects = ResourceTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("material or tool")
        verbose_name_plural = _("materials and tools")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="loan", unit="") | Q(kind="consumable") & ~Q(unit=""),
                name="mentorship_consumables_have_a_unit",
                violation_error_message=_("A material needs a unit; a tool has none."),
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0), name="mentorship_resource_costs_nothing_or_more"
            ),
            models.CheckConstraint(
                condition=Q(low_at=None) | Q(low_at__gte=0), name="mentorship_resource_low_at_nothing_or_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def is_loan(self) -> bool:
        return self.kind == self.Kind.LOAN


class Location(TimeStamped):
    """A place where materials and tools are kept."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    note = models.CharField(_("how to find it"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")

    def __str__(self) -> str:
        return self.name


class Donor(TimeStamped):
    """Who gave materials, tools or the money for them. Only mentors and coordinators read this."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("donor")
        verbose_name_plural = _("donors")

    def __str__(self) -> str:
        return self.name
