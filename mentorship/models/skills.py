"""What can be learnt, and how far somebody has come."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.managers import TaggableManager

from portal.core.models import TimeStamped


class Discipline(models.Model):
    """A family of skills, such as music. A chapter adds its own: nothing in the code names one."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=240, blank=True)
    #: How works of it are shown best, the usual way first: [{"kind": a Project.MediaType, "hint": a sentence}].
    media_types = models.JSONField(_("how works are shown"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")

    def __str__(self) -> str:
        return self.name


class Skill(ClusterableModel, TimeStamped):
    """Something a person can learn, in levels."""

    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, related_name="skills")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=400, blank=True)
    tags = TaggableManager(blank=True)
    #: What one does well to know before; a pack lets no circle in.
    needs = models.ManyToManyField("self", symmetrical=False, related_name="leads_to", blank=True, editable=False)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [
            models.UniqueConstraint(fields=["discipline", "name"], name="mentorship_skill_once_per_discipline")
        ]

    def __str__(self) -> str:
        return self.name


class SkillLevel(models.Model):
    """One step of a skill: what somebody on it can do."""

    skill = ParentalKey(Skill, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1)])
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what one can do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("skill level")
        verbose_name_plural = _("skill levels")
        ordering = ["skill", "number"]
        constraints = [
            models.UniqueConstraint(fields=["skill", "number"], name="mentorship_level_once_per_skill"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="mentorship_level_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class UserSkill(TimeStamped):
    """How far somebody says they have come in a skill; level 0 is a beginner who has just started."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="user_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holders")
    level = models.PositiveSmallIntegerField(_("level"), default=0)

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        constraints = [models.UniqueConstraint(fields=["user", "skill"], name="mentorship_skill_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.skill_id} at {self.level}"


class LevelConfirmationQuerySet(models.QuerySet["LevelConfirmation"]):
    def standing(self) -> LevelConfirmationQuerySet:
        """Those that nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)


class LevelConfirmation(models.Model):
    """A mentor vouches that somebody has reached a level; anybody may know it. Stays when the pairing ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="confirmed_levels")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="confirmations")
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1)])
    evidence = models.CharField(_("what shows it"), max_length=240)
    #: The approved piece that shows it; only those who see the piece find it there.
    submission = models.ForeignKey(
        "mentorship.Submission",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="confirmed_levels",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="levels_confirmed"
    )
    confirmed_at = models.DateTimeField(_("confirmed"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = LevelConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmed level")
        verbose_name_plural = _("confirmed levels")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "skill", "level"],
                condition=models.Q(taken_back_at__isnull=True),
                name="mentorship_level_confirmed_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("confirmed_by")), name="mentorship_nobody_confirms_themselves"
            ),
            models.CheckConstraint(condition=models.Q(level__gte=1), name="mentorship_confirmed_level_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.skill_id} at {self.level}, by {self.confirmed_by_id}"
