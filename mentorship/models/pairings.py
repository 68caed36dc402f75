"""Who accompanies whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class PairingQuerySet(PolicyQuerySet["Pairing"]):
    def current(self) -> PairingQuerySet:
        return self.filter(ended_at__isnull=True)

    def participants_of(self, mentor: Any) -> models.QuerySet[Any, Any]:
        """Ids of the people whom `mentor` accompanies now, for use in a subquery."""
        return self.current().filter(mentor=mentor).values("participant")


class Pairing(TimeStamped):
    """A mentor accompanies a participant from `started_at` until `ended_at`."""

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentor_pairings")
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participant_pairings"
    )
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    #: A coordinator began it although all places of the mentor were taken.
    is_over_capacity = models.BooleanField(_("beyond the mentor's places"), default=False)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "participant"],
                condition=Q(ended_at__isnull=True),
                name="mentorship_pair_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(mentor=models.F("participant")), name="mentorship_nobody_mentors_themselves"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="mentorship_pairing_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} accompanies {self.participant_id}"


class Nudge(models.Model):
    """Both sides of a pairing were told, once, that nothing was heard between them for `days` days."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="nudges")
    #: The last sign of life before; a new one begins a new silence.
    silent_since = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints = [
            models.UniqueConstraint(fields=["pairing", "silent_since", "days"], name="mentorship_nudge_once"),
            models.CheckConstraint(condition=Q(days__gte=1), name="mentorship_nudge_after_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.pairing_id} silent for {self.days} days"
