"""What cohorts are begun from: tasks and the days on which they are due."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from mentorship.models.cohorts import Cohort
from mentorship.models.learning import TaskTemplate
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class ProgramQuerySet(PolicyQuerySet["Program"]):
    def offered(self) -> ProgramQuerySet:
        """Those from which cohorts may be begun."""
        return self.filter(retired_at=None)


class Program(ClusterableModel, TimeStamped):
    """A course that is given again and again: each time a cohort is begun from it, with its tasks and days."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    about = models.TextField(_("what it is for"), max_length=1000, blank=True)
    weeks = models.PositiveSmallIntegerField(
        _("weeks that it takes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(156)],
        help_text=_("Leave it empty where cohorts are always on."),
    )
    retired_at = models.DateTimeField(_("offered no longer since"), null=True, blank=True, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks=None) | Q(weeks__gte=1), name="mentorship_program_takes_a_week_or_more"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProgramTask(models.Model):
    """A task of a program, due so many days after the first day."""

    program = ParentalKey(Program, on_delete=models.CASCADE, related_name="tasks")
    template = models.ForeignKey(
        TaskTemplate, on_delete=models.PROTECT, related_name="in_programs", verbose_name=_("task")
    )
    due_day = models.PositiveSmallIntegerField(
        _("due on day"),
        validators=[MinValueValidator(1), MaxValueValidator(1100)],
        help_text=_("The first day is day 1."),
    )

    class Meta:
        verbose_name = _("task of a program")
        verbose_name_plural = _("tasks of programs")
        constraints = [
            models.UniqueConstraint(fields=["program", "template"], name="mentorship_task_once_in_a_program"),
            models.CheckConstraint(condition=Q(due_day__gte=1), name="mentorship_program_task_due_from_day_one"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} on day {self.due_day}"


class CohortTask(models.Model):
    """A task that everybody in a cohort gets, as its program said when it was begun."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="plan")
    template = models.ForeignKey(TaskTemplate, on_delete=models.PROTECT, related_name="in_cohorts")
    due_on = models.DateField()

    class Meta:
        verbose_name = _("planned task of a cohort")
        verbose_name_plural = _("planned tasks of cohorts")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "template"], name="mentorship_task_once_in_a_cohort")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} until {self.due_on}"
