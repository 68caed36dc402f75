"""What a mentor asks a participant to do."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models.cohorts import Cohort
from mentorship.models.kept_files import KeptFile
from mentorship.models.learning import Rubric, TaskTemplate
from mentorship.models.skills import Skill
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

#: What a task, and a piece handed in for it, may take.
LEAST_HOURS, MOST_HOURS = Decimal("0.25"), Decimal(200)


class TaskQuerySet(PolicyQuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        """Those that still wait for somebody."""
        return self.filter(status__in=Task.OPEN)

    def waiting(self) -> TaskQuerySet:
        """Those whose latest piece waits for feedback."""
        return self.filter(status__in=Task.WAITING)

    def longest_waiting_first(self) -> TaskQuerySet:
        return self.order_by("submitted_at", "pk")

    def soonest_first(self) -> TaskQuerySet:
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def newest_first(self) -> TaskQuerySet:
        return self.order_by("-created_at", "-pk")


class Task(TimeStamped):
    """A piece of work that `assigned_by` gives `participant`, to practise a skill.

    assigned → started → submitted → in review → revision → submitted …, until it is approved, withdrawn or
    expired. `mentorship.services` know which step follows which; the constraints keep each state's facts together.
    """

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        STARTED = "started", _("Started")
        SUBMITTED = "submitted", _("Handed in")
        IN_REVIEW = "in_review", _("Somebody looks at it")
        REVISION = "revision", _("To be revised")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    #: Those that wait for the participant, and those that wait for a mentor.
    TO_DO = (Status.ASSIGNED, Status.STARTED, Status.REVISION)
    WAITING = (Status.SUBMITTED, Status.IN_REVIEW)
    OPEN = (*TO_DO, *WAITING)
    #: Those that nobody goes on with.
    GIVEN_UP = (Status.WITHDRAWN, Status.EXPIRED)
    TONES = {
        Status.ASSIGNED: "indigo",
        Status.STARTED: "weld",
        Status.SUBMITTED: "indigo",
        Status.IN_REVIEW: "indigo",
        Status.REVISION: "weld",
        Status.APPROVED: "moss",
        Status.WITHDRAWN: "walnut",
        Status.EXPIRED: "walnut",
    }

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tasks")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks_assigned"
    )
    title = models.CharField(_("what to do"), max_length=120)
    brief = models.TextField(_("in more words"), max_length=4000, blank=True)
    skill = models.ForeignKey(
        Skill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("skill it practises"),
    )
    #: Where the words came from; the works of all who got it answer one brief.
    template = models.ForeignKey(
        TaskTemplate, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="tasks"
    )
    #: The same for all to whom it was given at once, so that their works can be looked at side by side.
    batch = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="tasks"
    )
    #: The version by which it is assessed; it never changes once it is named here.
    rubric = models.ForeignKey(
        Rubric, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("rubric")
    )
    estimated_hours = models.DecimalField(
        _("hours it takes"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_HOURS), MaxValueValidator(MOST_HOURS)],
    )
    due_at = models.DateTimeField(_("until"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=14, choices=Status, default=Status.ASSIGNED, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    #: When the latest piece was handed in, and how many there were.
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    iteration = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Who looks at it now, and until when nobody else does.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="tasks_claimed",
    )
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    expired_at = models.DateTimeField(_("expired"), null=True, blank=True, editable=False)
    #: When the participant was last reminded of the day on which it is due.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice gives one task.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["participant", "status", "due_at"], name="mentorship_task_of_participant"),
            models.Index(fields=["assigned_by", "status"], name="mentorship_task_of_mentor"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(status__in=["submitted", "in_review"]),
                name="mentorship_task_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | ~Q(status="withdrawn") & Q(withdrawn_at=None),
                name="mentorship_withdrawn_task_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="started") | Q(started_at__isnull=False),
                name="mentorship_started_task_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | ~Q(status="approved") & Q(approved_at=None),
                name="mentorship_approved_task_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="expired", expired_at__isnull=False)
                | ~Q(status="expired") & Q(expired_at=None),
                name="mentorship_expired_task_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "in_review", "revision", "approved"])
                | Q(iteration__gte=1, submitted_at__isnull=False),
                name="mentorship_task_in_review_has_a_piece",
            ),
            models.CheckConstraint(
                condition=Q(status="in_review", claimed_by__isnull=False, claimed_until__isnull=False)
                | ~Q(status="in_review") & Q(claimed_by=None, claimed_until=None),
                name="mentorship_task_in_review_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | ~Q(claimed_by=F("participant")),
                name="mentorship_task_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(participant=F("assigned_by")), name="mentorship_task_is_given_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mentorship:task", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_to_do(self) -> bool:
        """Whether it waits for the participant."""
        return self.status in self.TO_DO

    @property
    def is_waiting(self) -> bool:
        """Whether its latest piece waits for a mentor."""
        return self.status in self.WAITING

    def is_late(self, *, now: datetime) -> bool:
        return self.is_to_do and self.due_at is not None and self.due_at < now

    def is_claimed(self, *, now: datetime) -> bool:
        """Whether somebody looks at it now: a claim ends by itself."""
        return self.claimed_until is not None and self.claimed_until > now

    def is_claimed_by_other(self, person: Any, *, now: datetime) -> bool:
        """Whether somebody else than `person` looks at it now."""
        return self.is_claimed(now=now) and self.claimed_by_id != person.pk

    def is_claimed_by(self, person: Any, *, now: datetime) -> bool:
        return self.is_claimed(now=now) and self.claimed_by_id == person.pk

    @property
    def is_overdue(self) -> bool:
        return self.is_late(now=timezone.now())

    @property
    def status_tone(self) -> str:
        return self.TONES[self.Status(self.status)]


class TaskFile(KeptFile):
    """What the giver of a task adds to it: a pattern, a recording, a text."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="files")

    objects = PolicyQuerySet["TaskFile"].as_manager()

    class Meta:
        verbose_name = _("file of a task")
        verbose_name_plural = _("files of tasks")
        ordering = ["task", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0),
                name="mentorship_task_picture_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} of task {self.task_id}"

    def url(self, variant: str = "original") -> str:
        return reverse("mentorship:task_file", args=[self.public_id, variant])


class Extension(TimeStamped):
    """The participant asks for more time; whoever gives them tasks answers."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="extensions")
    wanted_due_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("why"), max_length=500)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.ASKED, editable=False)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="extensions_answered",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet["Extension"].as_manager()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(status="asked"), name="mentorship_one_open_extension_per_task"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at=None, answered_by=None)
                | ~Q(status="asked") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="mentorship_extension_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"More time for task {self.task_id}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.ASKED
