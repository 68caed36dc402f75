"""What a mentor asks a participant to do."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models.skills import Skill
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class TaskQuerySet(PolicyQuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        """Those that still wait for somebody."""
        return self.filter(status__in=Task.OPEN)

    def soonest_first(self) -> TaskQuerySet:
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def newest_first(self) -> TaskQuerySet:
        return self.order_by("-created_at", "-pk")


class Task(TimeStamped):
    """A piece of work that `assigned_by` gives `participant`, to practise a skill."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        STARTED = "started", _("Started")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.ASSIGNED, Status.STARTED)
    TONES = {Status.ASSIGNED: "indigo", Status.STARTED: "weld", Status.WITHDRAWN: "walnut"}

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
    due_at = models.DateTimeField(_("until"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=14, choices=Status, default=Status.ASSIGNED, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice gives one task.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["participant", "status", "due_at"], name="mentorship_task_of_participant"),
            models.Index(fields=["assigned_by", "status"], name="mentorship_task_of_mentor"),
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

    def is_late(self, *, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now

    @property
    def is_overdue(self) -> bool:
        return self.is_late(now=timezone.now())

    @property
    def status_tone(self) -> str:
        return self.TONES[self.Status(self.status)]
