"""Where makers put money aside: pots."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.models import Goal
from portal.core.append_only import AppendOnly
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from shop.allocation import How, Step


class Pot(TimeStamped):
    """Money that a person puts aside: for one goal, or in general. What is in it says its ledger account."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pots")
    currency = models.CharField(max_length=3)
    #: The pot for everything else; each person has one per currency.
    is_general = models.BooleanField(default=False)
    goal = models.OneToOneField(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="pot")

    class Meta:
        verbose_name = _("pot")
        verbose_name_plural = _("pots")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "currency"], condition=Q(is_general=True), name="shop_one_general_pot"
            ),
            models.CheckConstraint(
                condition=Q(is_general=False) | Q(goal__isnull=True), name="shop_general_pot_has_no_goal"
            ),
        ]

    def __str__(self) -> str:
        return f"Pot {self.public_id}"

    @property
    def name(self) -> str:
        """What its owner calls it. Needs `goal`."""
        if self.goal:
            return self.goal.title
        return gettext("Savings") if self.is_general else gettext("A former goal")


class RuleSet(AppendOnly):
    """How somebody's sales fill their pots, from one moment on. A change is a new version; sales keep theirs."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saving_rules")
    currency = models.CharField(max_length=3)
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rules for saving")
        verbose_name_plural = _("rules for saving")
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["owner", "currency", "version"], name="shop_one_version_of_rules")
        ]

    def __str__(self) -> str:
        return f"Rules of {self.owner_id}, {self.currency}, version {self.version}"


class SavingRule(AppendOnly):
    """One line of a rule set, in the order in which they are asked."""

    HOW = (
        (How.PERCENT.value, _("part of each sale")),
        (How.FIXED.value, _("fixed amount of each sale")),
        (How.LEFTOVER.value, _("part of what is left")),
        (How.BY_DATE.value, _("what it takes to have it by a day")),
    )

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="rules")
    how = models.CharField(max_length=8, choices=HOW)
    basis_points = models.PositiveIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    #: Until this is in the pot.
    cap_minor = models.BigIntegerField(null=True, blank=True)
    by_date = models.DateField(null=True, blank=True)
    #: Where that goes which no longer fits.
    then_pot = models.ForeignKey(Pot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("rule for saving")
        verbose_name_plural = _("rules for saving")
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "position"], name="shop_one_rule_per_place"),
            models.CheckConstraint(
                condition=Q(how__in=["percent", "leftover"], basis_points__gte=1, basis_points__lte=10_000)
                | Q(how="fixed", amount_minor__gte=1)
                | Q(how="by_date", cap_minor__gte=1, by_date__isnull=False),
                name="shop_rule_says_how_much",
            ),
            models.CheckConstraint(
                condition=Q(then_pot__isnull=True) | Q(cap_minor__isnull=False) & ~Q(then_pot=F("pot")),
                name="shop_rule_leads_on_from_a_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"Rule {self.position} of set {self.rule_set_id}"

    @property
    def percent(self) -> Decimal:
        return Decimal(self.basis_points) / 100

    def as_step(self) -> Step:
        return Step(
            how=How(self.how),
            pot=self.pot_id,
            basis_points=self.basis_points,
            amount_minor=self.amount_minor,
            cap_minor=self.cap_minor,
            by=self.by_date,
            then_pot=self.then_pot_id,
        )
