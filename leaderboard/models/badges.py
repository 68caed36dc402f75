"""Badges, and who holds them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.models import LevelConfirmation, Skill
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class Badge(TimeStamped):
    """What somebody can earn. With a skill and a level it is awarded by itself once a mentor vouches for that."""

    class Rarity(models.TextChoices):
        COMMON = "common", _("Common")
        UNCOMMON = "uncommon", _("Uncommon")
        RARE = "rare", _("Rare")
        LEGENDARY = "legendary", _("Legendary")

    class Shape(models.TextChoices):
        ROUND = "round", _("Round")
        SHIELD = "shield", _("Shield")
        HEXAGON = "hexagon", _("Hexagon")
        DIAMOND = "diamond", _("Diamond")
        FLOWER = "flower", _("Flower")

    class Motif(models.TextChoices):
        STAR = "star", _("Star")
        THREAD = "thread", _("Needle and thread")
        NOTE = "note", _("Note")
        BRUSH = "brush", _("Brush")
        BRACKETS = "brackets", _("Brackets of code")
        BOWL = "bowl", _("Bowl")
        HANDS = "hands", _("Two hands")

    class Dye(models.TextChoices):
        MADDER = "madder", _("Madder red")
        INDIGO = "indigo", _("Indigo blue")
        WELD = "weld", _("Weld yellow")
        MOSS = "moss", _("Moss green")
        WALNUT = "walnut", _("Walnut brown")

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what it says of its holder"), max_length=300)
    earned_by = models.CharField(_("how it is earned"), max_length=200, help_text=_("In words, for everybody."))
    skill = models.ForeignKey(
        Skill, verbose_name=_("skill"), null=True, blank=True, on_delete=models.PROTECT, related_name="badges"
    )
    level = models.PositiveSmallIntegerField(
        _("level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Awarded by itself once a mentor vouches for this level of the skill, or a higher one."),
    )
    rarity = models.CharField(_("rarity"), max_length=10, choices=Rarity, default=Rarity.COMMON)
    shape = models.CharField(_("shape"), max_length=10, choices=Shape, default=Shape.ROUND)
    motif = models.CharField(_("motif"), max_length=10, choices=Motif, default=Motif.STAR)
    dye = models.CharField(_("colour"), max_length=10, choices=Dye, default=Dye.INDIGO)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(skill=None, level=None)
                | models.Q(skill__isnull=False, level__isnull=False, level__gte=1),
                name="leaderboard_badge_skill_with_level",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if (self.skill is None) != (self.level is None):
            missing = "level" if self.level is None else "skill"
            raise ValidationError({missing: _("A skill and a level belong together; leave both empty or none.")})
        if self.skill and not self.skill.levels.filter(number=self.level).exists():
            raise ValidationError({"level": _("%(skill)s has no such level.") % {"skill": self.skill}})

    @property
    def criteria(self) -> dict[str, Any]:
        """What earns it, as data; {} when people award it. Needs the skill loaded along."""
        return {"skill": self.skill.slug, "level": self.level} if self.skill else {}


class BadgeAwardQuerySet(PolicyQuerySet["BadgeAward"]):
    def standing(self) -> BadgeAwardQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at__isnull=True)

    def shown(self) -> BadgeAwardQuerySet:
        """Those that stand, and that their holder does not hide."""
        return self.standing().filter(is_hidden=False)


class BadgeAward(models.Model):
    """Somebody holds a badge, and why. A row stays as long as the account; it ends by being revoked."""

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="awards")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_awards")
    awarded_at = models.DateTimeField(_("awarded"))
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="badges_awarded"
    )
    evidence = models.CharField(_("what shows it"), max_length=240, blank=True)
    confirmation = models.ForeignKey(
        LevelConfirmation, null=True, on_delete=models.PROTECT, related_name="badge_awards"
    )
    milestone = models.ForeignKey(
        "leaderboard.MilestoneReached", null=True, on_delete=models.CASCADE, related_name="awards"
    )
    is_hidden = models.BooleanField(_("hidden by its holder"), default=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=240, blank=True)

    objects = BadgeAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("awarded badge")
        verbose_name_plural = _("awarded badges")
        indexes = [
            models.Index(
                fields=["-awarded_at", "-id"],
                condition=models.Q(revoked_at__isnull=True, is_hidden=False),
                name="leaderboard_shown_awards",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "user"],
                condition=models.Q(revoked_at__isnull=True),
                name="leaderboard_badge_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(awarded_by=None, confirmation__isnull=False, milestone=None)
                | (models.Q(awarded_by__isnull=False, confirmation=None, milestone=None) & ~models.Q(evidence=""))
                | (models.Q(awarded_by=None, confirmation=None, milestone__isnull=False) & ~models.Q(evidence="")),
                name="leaderboard_award_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("awarded_by")), name="leaderboard_nobody_awards_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_because="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_because="")),
                name="leaderboard_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.badge_id}"
