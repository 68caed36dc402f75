"""What a craft brings beside its skills: rubrics to assess with, tasks to give, questions to write about."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from mentorship.models.projects import private_storage
from mentorship.models.skills import Discipline, Skill
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class RubricQuerySet(PolicyQuerySet["Rubric"]):
    def latest(self) -> RubricQuerySet:
        """The newest version of each: older ones stay for what was assessed by them."""
        newer = Rubric.objects.filter(
            discipline=OuterRef("discipline"), slug=OuterRef("slug"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def offered(self) -> RubricQuerySet:
        """Those by which something new may be assessed."""
        return self.latest().filter(retired_at=None)


class Rubric(ClusterableModel, TimeStamped):
    """By what work is looked at, in one version. Once `used_at` is set, no word of it changes."""

    discipline = models.ForeignKey(
        Discipline, on_delete=models.PROTECT, related_name="rubrics", verbose_name=_("discipline")
    )
    skill = models.ForeignKey(
        Skill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rubrics",
        verbose_name=_("skill"),
        help_text=_("Empty: for every skill of the discipline."),
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    used_at = models.DateTimeField(_("first used"), null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(_("offered no longer since"), null=True, blank=True, editable=False)

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [
            models.UniqueConstraint(
                fields=["discipline", "slug", "version"], name="mentorship_rubric_version_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="mentorship_rubric_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def is_used(self) -> bool:
        return self.used_at is not None


class Criterion(ClusterableModel):
    """One question that a rubric asks of a work."""

    rubric = ParentalKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True)

    #: Wagtail's forms let people move the rows by it.
    sort_order_field = "position"

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "name"], name="mentorship_criterion_once_per_rubric")
        ]

    def __str__(self) -> str:
        return self.name


class CriterionLevel(models.Model):
    """What a work shows that has come so far by one criterion."""

    criterion = ParentalKey(Criterion, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1)])
    description = models.CharField(_("what the work shows"), max_length=300)

    class Meta:
        verbose_name = _("level of a criterion")
        verbose_name_plural = _("levels of a criterion")
        ordering = ["criterion", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "number"], name="mentorship_criterion_level_once_per_criterion"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="mentorship_criterion_level_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"


class TaskTemplateQuerySet(PolicyQuerySet["TaskTemplate"]):
    def offered(self) -> TaskTemplateQuerySet:
        """Those that may be given to somebody."""
        return self.filter(retired_at=None)

    def in_order(self) -> TaskTemplateQuerySet:
        """The learning path of each skill: by level, then as its author put them."""
        return self.order_by("skill__name", "level", "position", "pk")


class TaskTemplate(TimeStamped):
    """A task as a craft proposes it; whoever gives it to somebody may change the words."""

    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="task_templates", verbose_name=_("skill")
    )
    slug = models.SlugField(_("slug"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    brief = models.TextField(_("what is to be done"), max_length=3000)
    level = models.PositiveSmallIntegerField(_("level it leads to"), default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(
        _("place"), default=0, help_text=_("Tasks that lead to one level are offered in this order.")
    )
    rubric = models.ForeignKey(
        Rubric,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="task_templates",
        verbose_name=_("rubric"),
    )
    estimated_hours = models.DecimalField(
        _("hours it takes"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(2),
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(200))],
    )
    due_days = models.PositiveSmallIntegerField(
        _("days until it is due"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    picture = models.FileField(_("picture"), storage=private_storage, max_length=200, blank=True, editable=False)
    picture_alt = models.CharField(_("what the picture shows"), max_length=240, blank=True, editable=False)
    retired_at = models.DateTimeField(_("offered no longer since"), null=True, blank=True, editable=False)

    objects = TaskTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("task template")
        verbose_name_plural = _("task templates")
        constraints = [
            models.UniqueConstraint(fields=["skill", "slug"], name="mentorship_task_template_once_per_skill"),
            models.CheckConstraint(condition=Q(level__gte=1), name="mentorship_task_template_level_from_one"),
            models.CheckConstraint(condition=Q(estimated_hours__gt=0), name="mentorship_task_template_takes_time"),
            models.CheckConstraint(condition=Q(due_days__gte=1), name="mentorship_task_template_due_later"),
        ]

    def __str__(self) -> str:
        return self.title


class JournalPromptQuerySet(PolicyQuerySet["JournalPrompt"]):
    def offered(self) -> JournalPromptQuerySet:
        return self.filter(retired_at=None)

    def in_order(self) -> JournalPromptQuerySet:
        return self.order_by("discipline__name", "position", "pk")


class JournalPrompt(models.Model):
    """A question that helps somebody to begin writing about what they learn."""

    discipline = models.ForeignKey(
        Discipline, on_delete=models.PROTECT, related_name="journal_prompts", verbose_name=_("discipline")
    )
    skill = models.ForeignKey(
        Skill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="journal_prompts",
        verbose_name=_("skill"),
        help_text=_("Empty: for every skill of the discipline."),
    )
    text = models.CharField(_("question"), max_length=300)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    retired_at = models.DateTimeField(_("offered no longer since"), null=True, blank=True, editable=False)

    objects = JournalPromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal prompt")
        verbose_name_plural = _("journal prompts")
        constraints = [
            models.UniqueConstraint(fields=["discipline", "text"], name="mentorship_prompt_once_per_discipline")
        ]

    def __str__(self) -> str:
        return self.text
