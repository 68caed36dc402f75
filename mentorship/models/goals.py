"""What somebody wants to reach."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.skills import Skill
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

#: For how long a goal that was reached stands among the open ones.
FRESH = timedelta(days=30)


class GoalQuerySet(PolicyQuerySet["Goal"]):
    def open(self) -> GoalQuerySet:
        return self.filter(status=Goal.Status.OPEN)

    def current(self, now: datetime) -> GoalQuerySet:
        """Those that are open, and those that were reached not long ago."""
        fresh = Q(status=Goal.Status.REACHED, reached_at__gte=now - FRESH)
        return self.filter(Q(status=Goal.Status.OPEN) | fresh)

    def newest_first(self) -> GoalQuerySet:
        return self.order_by("-created_at", "-pk")


class Goal(TimeStamped):
    """An amount to save, a level to reach, or something in words alone."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Dropped")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goals")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="goals_set")
    title = models.CharField(_("goal"), max_length=120)
    target_amount = models.DecimalField(
        _("amount to save"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    skill = models.ForeignKey(
        Skill, null=True, blank=True, on_delete=models.PROTECT, related_name="goals", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True, validators=[MinValueValidator(1)])
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.OPEN, editable=False)
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True, editable=False)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice sets one goal.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        indexes = [models.Index(fields=["owner", "status"], name="mentorship_goal_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(target_amount=None, currency="") | Q(target_amount__gt=0) & ~Q(currency=""),
                name="mentorship_goal_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(skill=None, level=None) | Q(skill__isnull=False, level__gte=1),
                name="mentorship_goal_skill_has_level",
            ),
            models.CheckConstraint(
                condition=Q(target_amount=None) | Q(skill=None), name="mentorship_goal_has_one_target"
            ),
            models.CheckConstraint(
                condition=Q(status="open", reached_at=None, dropped_at=None)
                | Q(status="reached", reached_at__isnull=False, dropped_at=None)
                | Q(status="dropped", reached_at=None, dropped_at__isnull=False),
                name="mentorship_goal_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_reached(self) -> bool:
        return self.status == self.Status.REACHED
