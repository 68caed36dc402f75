"""What somebody who accompanies a participant says about an iteration of a task."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.kept_files import KeptFile
from mentorship.models.learning import Criterion, CriterionLevel
from mentorship.models.skills import Skill
from mentorship.models.submissions import Submission, SubmissionFile
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

MOST_STEPS = 3


class FeedbackQuerySet(PolicyQuerySet["Feedback"]):
    def released(self) -> FeedbackQuerySet:
        return self.filter(status=Feedback.Status.RELEASED)

    def drafts(self) -> FeedbackQuerySet:
        return self.filter(status=Feedback.Status.DRAFT)

    def oldest_first(self) -> FeedbackQuerySet:
        return self.order_by("released_at", "pk")

    def with_all(self) -> FeedbackQuerySet:
        """Load what a page shows of it. Seven queries whatever the number of rows."""
        return self.select_related("reviewer__profile", "submission").prefetch_related(
            "steps", "scores__criterion", "scores__level", "marks__file", "replies__author", "files"
        )


class Feedback(TimeStamped):
    """One reviewer's words on one iteration: a draft for them alone, then released for good."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")

    class Outcome(models.TextChoices):
        NONE = "", _("Nothing decided")
        REVISION = "revision", _("To be revised")
        APPROVED = "approved", _("Approved")

    class Usefulness(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="feedback")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback_written"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    #: Goes up with each change, so that a second tab never writes over the first one's words.
    version = models.PositiveIntegerField(default=1, editable=False)
    #: Names the tab that saved last: its line may be lost before it learns the version.
    tab = models.UUIDField(null=True, blank=True, editable=False)
    strengths = models.TextField(_("what works well"), max_length=4000, blank=True)
    overall = models.TextField(_("all in all"), max_length=4000, blank=True)
    #: The participant never reads it.
    mentor_note = models.TextField(_("note for mentors"), max_length=4000, blank=True)
    #: What is decided together with it, or is to be once it is released.
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.NONE, editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Whether the participant found it useful; for sums only, the reviewer does not see it.
    usefulness = models.CharField(max_length=6, choices=Usefulness, blank=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], name="mentorship_one_feedback_per_reviewer"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", released_at=None, usefulness="")
                | Q(status="released", released_at__isnull=False),
                name="mentorship_released_feedback_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk} on piece {self.submission_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:submission", args=[self.submission.public_id]) + f"#feedback-{self.public_id}"

    @property
    def is_released(self) -> bool:
        return self.status == self.Status.RELEASED


class FeedbackFile(KeptFile):
    """A spoken note, a photo or a short film that goes with the words."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="files")

    objects = PolicyQuerySet["FeedbackFile"].as_manager()

    class Meta:
        verbose_name = _("file of feedback")
        verbose_name_plural = _("files of feedback")
        ordering = ["feedback", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0),
                name="mentorship_feedback_picture_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} of feedback {self.feedback_id}"

    def url(self, variant: str = "original") -> str:
        return reverse("mentorship:feedback_file", args=[self.public_id, variant])


class NextStep(models.Model):
    """One thing to do next; the participant ticks it off."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_STEPS)]
    )
    text = models.CharField(_("next step"), max_length=300)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["feedback", "position"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "position"], name="mentorship_next_step_once_per_place"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_STEPS), name="mentorship_three_next_steps_at_most"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Score(models.Model):
    """How far a piece has come by one criterion, in the eyes of the reviewer."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    level = models.ForeignKey(CriterionLevel, on_delete=models.PROTECT, related_name="scores")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feedback", "criterion"], name="mentorship_one_score_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} in {self.feedback_id}: {self.level_id}"


class Mark(models.Model):
    """Words at one place of a file: a point of a picture, a moment of a sound or film, lines of a text."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="marks")
    file = models.ForeignKey(SubmissionFile, on_delete=models.CASCADE, related_name="marks")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("what is to be said"), max_length=1000)
    #: In percent of the width and height, from the upper left corner.
    x = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    y = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    seconds = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["feedback", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                # A comparison with nothing counts as kept, so that each place says that it is there.
                condition=(
                    Q(x__isnull=False, y__isnull=False, seconds=None, first_line=None, last_line=None)
                    & Q(x__gte=0, x__lte=100, y__gte=0, y__lte=100)
                )
                | Q(x=None, y=None, seconds__isnull=False, seconds__gte=0, first_line=None, last_line=None)
                | (
                    Q(x=None, y=None, seconds=None, first_line__isnull=False, last_line__isnull=False)
                    & Q(first_line__gte=1, last_line__gte=F("first_line"))
                ),
                name="mentorship_mark_has_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"Mark {self.position} of feedback {self.feedback_id}"

    @property
    def clock(self) -> str:
        """The moment as clocks say it: "3:07"."""
        minutes, seconds = divmod(int(self.seconds or 0), 60)
        return f"{minutes}:{seconds:02}"


class FeedbackReply(models.Model):
    """One turn of the talk about released feedback."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="feedback_replies"
    )
    text = models.TextField(_("your answer"), max_length=3000)
    created_at = models.DateTimeField()
    form = models.UUIDField(editable=False)

    objects = PolicyQuerySet["FeedbackReply"].as_manager()

    class Meta:
        verbose_name = _("answer to feedback")
        verbose_name_plural = _("answers to feedback")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "form"], name="mentorship_one_answer_per_form"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk} to feedback {self.feedback_id}"


class SavedComment(TimeStamped):
    """Words that a reviewer says often, kept for the next time: their comment bank."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_comments")
    skill = models.ForeignKey(
        Skill,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="saved_comments",
        verbose_name=_("skill it is about"),
    )
    text = models.CharField(_("words"), max_length=1000)

    objects = PolicyQuerySet["SavedComment"].as_manager()

    class Meta:
        verbose_name = _("saved comment")
        verbose_name_plural = _("saved comments")
        constraints = [
            models.UniqueConstraint(fields=["owner", "text"], name="mentorship_comment_saved_once"),
        ]

    def __str__(self) -> str:
        return self.text
