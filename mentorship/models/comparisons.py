"""Two pieces side by side: which is the better answer to one brief, in the eyes of several people."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.learning import Criterion
from mentorship.models.submissions import Submission
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class Verdict(models.TextChoices):
    FIRST = "first", _("The earlier one")
    SECOND = "second", _("The later one")
    TIE = "tie", _("Both alike")
    BOTH_WEAK = "both_weak", _("Neither is good enough")
    SKIP = "skip", _("Cannot say")


class Side(models.TextChoices):
    """What a rater says, who sees the pieces as A and B in an order of chance."""

    A = "a", _("A is better")
    B = "b", _("B is better")
    TIE = "tie", _("Both are alike")
    BOTH_WEAK = "both_weak", _("Neither is good enough")
    SKIP = "skip", _("I cannot say")


class Comparison(TimeStamped):
    """A pair of pieces that may be held against one another; `first` was handed in first."""

    class Ground(models.TextChoices):
        ITERATIONS = "iterations", _("Two iterations of one task")
        BRIEF = "brief", _("Two pieces on one brief")
        RUBRIC = "rubric", _("Two pieces judged by one rubric")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    first = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comparisons_as_first")
    second = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comparisons_as_second")
    ground = models.CharField(_("why they are compared"), max_length=10, choices=Ground)

    objects = PolicyQuerySet["Comparison"].as_manager()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="mentorship_pair_compared_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="mentorship_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"Pieces {self.first_id} and {self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:comparison_result", args=[self.public_id])

    @property
    def rubric_id(self) -> int | None:
        """The number of the rubric by which both are judged; needs their tasks loaded."""
        one, other = self.first.task.rubric_id, self.second.task.rubric_id
        return one if one == other else None

    @property
    def pieces(self) -> tuple[Submission, Submission]:
        return self.first, self.second


class PreferenceQuerySet(PolicyQuerySet["Preference"]):
    def answered(self) -> PreferenceQuerySet:
        return self.exclude(answered_at=None)

    def judged(self) -> PreferenceQuerySet:
        """Those that say something about the pieces."""
        return self.answered().exclude(choice=Verdict.SKIP)


class Preference(models.Model):
    """What one person says of a pair; from when it is drawn for them, so that reloading never swaps the sides."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="preferences")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences")
    #: Whether the second piece stood on side A.
    is_swapped = models.BooleanField(editable=False)
    drawn_at = models.DateTimeField(editable=False)
    choice = models.CharField(_("which is better"), max_length=9, choices=Verdict, blank=True, editable=False)
    reason = models.TextField(_("why"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["comparison", "rater"], name="mentorship_one_preference_per_rater"),
            models.UniqueConstraint(
                fields=["rater"], condition=Q(answered_at=None), name="mentorship_one_open_pair_per_rater"
            ),
            models.CheckConstraint(
                condition=Q(choice="", reason="", answered_at=None)
                | ~Q(choice="") & ~Q(reason="") & Q(answered_at__isnull=False),
                name="mentorship_preference_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Preference of {self.rater_id} in pair {self.comparison_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:comparison", args=[self.public_id])

    @property
    def sides(self) -> tuple[Submission, Submission]:
        """The pieces as the rater sees them: A, then B."""
        first, second = self.comparison.pieces
        return (second, first) if self.is_swapped else (first, second)

    def verdict_of(self, side: str) -> Verdict:
        """Which piece is meant by what was said of the sides."""
        if side in (Side.A, Side.B):
            return Verdict.SECOND if (side == Side.B) != self.is_swapped else Verdict.FIRST
        return Verdict(side)

    @property
    def side(self) -> str:
        """The side that was chosen, or what else was said."""
        if self.choice in (Verdict.FIRST, Verdict.SECOND):
            return str(Side.B if (self.choice == Verdict.SECOND) != self.is_swapped else Side.A)
        return self.choice


class CriterionPreference(models.Model):
    """Which of the two is better by one criterion of their rubric."""

    CHOICES: Iterable[tuple[str, object]] = [(each.value, each.label) for each in Verdict if each != Verdict.SKIP]

    preference = models.ForeignKey(Preference, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="preferences")
    choice = models.CharField(max_length=9, choices=CHOICES)

    class Meta:
        ordering = ["preference", "criterion__position", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["preference", "criterion"], name="mentorship_one_preference_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} in {self.preference_id}: {self.choice}"
