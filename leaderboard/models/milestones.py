"""Milestones: what somebody has sold, can do and has saved, taken together."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leaderboard.models.badges import Badge
from mentorship.models import Kit, ResourceRequest, Skill
from portal.core.models import TimeStamped


def default_currency() -> str:
    return str(settings.OSCAR_DEFAULT_CURRENCY)


class Milestone(TimeStamped):
    """Reached when all that it asks is so; then its badge is awarded and its kit asked for, once."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    description = models.CharField(_("what it means"), max_length=200, blank=True)
    is_active = models.BooleanField(_("can be reached"), default=True)
    pieces_sold = models.PositiveIntegerField(
        _("pieces sold"), default=0, help_text=_("At least so many. 0: does not matter.")
    )
    skill = models.ForeignKey(
        Skill, verbose_name=_("skill"), null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    level = models.PositiveSmallIntegerField(
        _("level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Confirmed by a mentor. Without a skill: in any."),
    )
    saved_amount = models.DecimalField(
        _("amount saved"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In all pots together."),
    )
    currency = models.CharField(_("currency"), max_length=3, default=default_currency)
    badge = models.ForeignKey(
        Badge, verbose_name=_("badge"), null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    kit = models.ForeignKey(
        Kit, verbose_name=_("kit"), null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                # A check that is NULL holds: say of each that it is there.
                condition=Q(pieces_sold__gte=1)
                | Q(level__isnull=False, level__gte=1)
                | Q(saved_amount__isnull=False, saved_amount__gt=0),
                name="leaderboard_milestone_asks_something",
            ),
            models.CheckConstraint(
                condition=Q(badge__isnull=False) | Q(kit__isnull=False),
                name="leaderboard_milestone_unlocks_something",
            ),
            models.CheckConstraint(
                condition=Q(skill=None) | Q(level__isnull=False), name="leaderboard_milestone_skill_with_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not (self.pieces_sold or self.level or (self.saved_amount or 0) > 0):
            raise ValidationError(_("Ask at least one thing: pieces sold, a level, or an amount saved."))
        if self.badge_id is None and self.kit_id is None:
            raise ValidationError(_("Choose the badge or the kit that it unlocks."))
        if self.skill_id and self.level is None:
            raise ValidationError({"level": _("Say which level of the skill.")})


class MilestoneReached(models.Model):
    """Somebody reached it; that stays, whatever is sold or spent later."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reached")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="milestones_reached")
    reached_at = models.DateTimeField(_("reached"))
    #: The request for its kit, answered by whoever keeps the stores.
    request = models.ForeignKey(
        ResourceRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="milestones"
    )

    class Meta:
        verbose_name = _("milestone that was reached")
        verbose_name_plural = _("milestones that were reached")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "user"], name="leaderboard_milestone_reached_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.milestone_id}"
