"""Points: what earned them, the standings of the current periods, and boards of those that are over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NoReturn

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import HistoryIsFixed


class Metric(models.TextChoices):
    """By what a board ranks. Money is nothing that anybody is ranked by."""

    TOTAL = "total", _("All points")
    IMPROVEMENT = "improvement", _("Getting better")
    HELPING = "helping", _("Helping others")
    CONSISTENCY = "consistency", _("Days on which something was done")


class Period(models.TextChoices):
    """Calendar periods in the time zone of the site."""

    WEEK = "week", _("This week")
    MONTH = "month", _("This month")
    YEAR = "year", _("This year")
    ALL = "all", _("Always")

    def begins(self, day: date) -> date:
        """Return the first day of the period that `day` is in."""
        match self:
            case Period.WEEK:
                return day - timedelta(days=day.weekday())
            case Period.MONTH:
                return day.replace(day=1)
            case Period.YEAR:
                return day.replace(month=1, day=1)
            case _:
                return date.min


class PointEntryQuerySet(models.QuerySet["PointEntry"]):
    def update(self, **_: Any) -> NoReturn:
        raise HistoryIsFixed("These rows are never changed.")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise HistoryIsFixed("These rows are never changed.")


class PointEntry(models.Model):
    """Points that somebody earned by a source, or a reversal of them. Rows are only added, and go with the person.

    Only the sum for each (rule, source) counts. `number` goes up by one with each entry of a person: of two awards
    at one time the second one fails, and looks again.
    """

    #: Without an index of its own, as in `Standing`: that of the constraint begins with it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="point_entries", db_index=False
    )
    number = models.PositiveIntegerField()
    rule = models.CharField(max_length=32)
    #: The primary key of what earned it.
    source = models.BigIntegerField()
    #: Below nothing: what earned them is gone.
    points = models.SmallIntegerField()
    #: The day of what earned them, in the site's time zone.
    day = models.DateField()
    #: The short name of the skill that it was about, or "".
    skill = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    objects = PointEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of points")
        verbose_name_plural = _("entries of points")
        triggers = [pgtrigger.Protect(name="points_are_never_changed", operation=pgtrigger.Update)]
        constraints = [
            models.UniqueConstraint(fields=["user", "number"], name="leaderboard_entries_are_numbered"),
            models.CheckConstraint(condition=~Q(points=0), name="leaderboard_points_are_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.points} to {self.user_id} by {self.rule} {self.source}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsFixed("These rows are never changed.")
        super().save(*args, **kwargs)


class Standing(models.Model):
    """How many points somebody has on one board now; made of the entries, and made anew by `rebuild_points`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    metric = models.CharField(max_length=11, choices=Metric)
    period = models.CharField(max_length=5, choices=Period)
    begins = models.DateField()
    #: The short name of a skill, or "" for all of them.
    skill = models.CharField(max_length=80, blank=True)
    points = models.PositiveIntegerField()
    #: Whether the person may stand on boards at all, see `services.boards`.
    is_shown = models.BooleanField()
    #: By what equal points stand: the name that others read, and the person's number, see `services.boards`.
    sorted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "metric", "period", "begins", "skill"], name="leaderboard_one_standing_each"
            ),
            models.CheckConstraint(condition=Q(points__gte=1), name="leaderboard_nobody_stands_with_nothing"),
        ]
        indexes = [
            models.Index(
                fields=["metric", "period", "begins", "skill", "-points", "sorted_by"],
                condition=Q(is_shown=True),
                name="leaderboard_board_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.points} ({self.metric}, {self.period})"


class BoardChoice(models.Model):
    """Whether somebody stands on the boards, and how. Without a row the rule of the site holds."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="board_choice")
    takes_part = models.BooleanField(_("take part"))
    is_nameless = models.BooleanField(_("without my name"), default=False)
    #: Of the board only oneself and those next to one.
    near_only = models.BooleanField(_("show me only those next to me"), default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("choice about boards")
        verbose_name_plural = _("choices about boards")

    def __str__(self) -> str:
        return f"{self.user_id}: {'on' if self.takes_part else 'off'}"


class PastPlace(models.Model):
    """A place on a board whose period is over; it changes no more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="past_places")
    metric = models.CharField(max_length=11, choices=Metric)
    period = models.CharField(max_length=5, choices=Period)
    begins = models.DateField()
    place = models.PositiveIntegerField()
    points = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("place on a past board")
        verbose_name_plural = _("places on past boards")
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "period", "begins", "user"], name="leaderboard_one_past_place_each"
            )
        ]
        indexes = [
            models.Index(fields=["metric", "period", "begins", "place"], name="leaderboard_past_order"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.user_id} ({self.metric}, {self.begins})"
