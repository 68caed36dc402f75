"""What a participant hands in for a task, again and again until it is approved."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.kept_files import KeptFile
from mentorship.models.learning import Criterion, CriterionLevel
from mentorship.models.projects import Project
from mentorship.models.tasks import LEAST_HOURS, MOST_HOURS, Task
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class SubmissionQuerySet(PolicyQuerySet["Submission"]):
    def latest_of_task(self) -> SubmissionQuerySet:
        """The newest iteration of each task."""
        return self.filter(number=F("task__iteration"))

    def in_order(self) -> SubmissionQuerySet:
        return self.order_by("task", "number")


class Submission(TimeStamped):
    """One iteration of a task: what the participant handed in, as it was then. It never changes afterwards.

    `project` says which work it shows; its files were copied, so that the next iteration can be held against it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("iteration"), editable=False)
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
        verbose_name=_("a work of yours"),
    )
    note = models.TextField(_("what should be known about it"), max_length=4000, blank=True)
    hours = models.DecimalField(
        _("hours spent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_HOURS), MaxValueValidator(MOST_HOURS)],
    )
    submitted_at = models.DateTimeField(_("handed in"))
    #: When the first feedback on it was released: tells others how long they may expect to wait.
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When its maker's mentors were reminded that it waits.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice hands in once.
    form = models.UUIDField(editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece handed in")
        verbose_name_plural = _("pieces handed in")
        indexes = [models.Index(fields=["answered_at"], name="mentorship_piece_answered")]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="mentorship_iteration_once_per_task"),
            models.UniqueConstraint(fields=["task", "form"], name="mentorship_piece_once_per_form"),
            models.CheckConstraint(condition=Q(number__gte=1), name="mentorship_iteration_from_one"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0), name="mentorship_piece_takes_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Iteration {self.number} of task {self.task_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:submission", args=[self.public_id])


class SubmissionFile(KeptFile):
    """A file of an iteration, private to the participant and whoever accompanies them."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")

    objects = PolicyQuerySet["SubmissionFile"].as_manager()

    class Meta:
        verbose_name = _("file of a piece handed in")
        verbose_name_plural = _("files of pieces handed in")
        ordering = ["submission", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0),
                name="mentorship_piece_picture_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} of piece {self.submission_id}"

    def url(self, variant: str = "original") -> str:
        return reverse("mentorship:submission_file", args=[self.public_id, variant])

    @property
    def is_words(self) -> bool:
        """Whether it has lines that can be read and compared."""
        return self.kind in (self.Kind.TEXT, self.Kind.CODE)

    @property
    def is_timed(self) -> bool:
        return self.kind in (self.Kind.AUDIO, self.Kind.VIDEO)


class SelfRating(models.Model):
    """How far the participant says that they came by one criterion, before a mentor says it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="self_ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="self_ratings")
    level = models.ForeignKey(CriterionLevel, on_delete=models.PROTECT, related_name="self_ratings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], name="mentorship_one_self_rating_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} of {self.submission_id}: {self.level_id}"
