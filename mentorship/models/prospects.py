"""People whom a mentor has met and who may join: found, followed up, assessed, onboarded or let go."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship import likeness
from mentorship.models.availability import Availability, Speaks
from mentorship.models.imports import ImportBatch
from mentorship.models.skills import Skill
from portal.accounts.models import User
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class Stage(models.TextChoices):
    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    ASSESSED = "assessed", _("Assessed")
    OFFERED = "offered", _("Offered")
    ONBOARDED = "onboarded", _("Onboarded")
    DEFERRED = "deferred", _("Deferred")
    DECLINED = "declined", _("Declined")


#: Somebody is still expected to do something.
OPEN = (Stage.NEW, Stage.CONTACTED, Stage.ASSESSED, Stage.OFFERED)
#: Need a reason.
PUT_OFF = (Stage.DEFERRED, Stage.DECLINED)


class Reason(models.TextChoices):
    """Why somebody is deferred or declined."""

    NO_TIME = "no_time", _("No time at present")
    NO_PLACE = "no_place", _("No place free with us")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    MOVED = "moved", _("Moved away")
    NOT_INTERESTED = "not_interested", _("Not interested")
    ELSEWHERE = "elsewhere", _("Found something else")
    NO_GUARDIAN = "no_guardian", _("No agreement of a guardian")
    TOO_YOUNG = "too_young", _("Too young as yet")
    NOT_FITTING = "not_fitting", _("We do not teach what they look for")
    OTHER = "other", _("Something else")


class ProspectQuerySet(PolicyQuerySet["Prospect"]):
    def standing(self) -> ProspectQuerySet:
        """Without those that became part of another row, and without those who were forgotten."""
        return self.filter(merged_into=None, forgotten_at=None)

    def open(self) -> ProspectQuerySet:
        return self.standing().filter(stage__in=OPEN)


class Prospect(Availability, Speaks, TimeStamped):
    """Somebody who may join. Kept with their consent only, until they join or ask to be forgotten."""

    class Source(models.TextChoices):
        EVENT = "event", _("Event or market")
        VISIT = "visit", _("Visit in the neighbourhood")
        SCHOOL = "school", _("School or training centre")
        PARTICIPANT = "participant", _("Named by a participant")
        PARTNER = "partner", _("Named by a partner organisation")
        WALK_IN = "walk_in", _("Came by themselves")
        ONLINE = "online", _("Online")
        OTHER = "other", _("Something else")

    class ConsentHow(models.TextChoices):
        SPOKEN = "spoken", _("Said so face to face")
        PHONE = "phone", _("Said so on the telephone")
        MESSAGE = "message", _("Wrote so in a message")
        PAPER = "paper", _("Signed on paper")
        FORM = "form", _("Filled in a form")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="prospects_found",
        verbose_name=_("mentor"),
    )
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    place = models.CharField(
        _("place"), max_length=80, blank=True, help_text=_("No street: a town or a part of it is enough.")
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="prospects", verbose_name=_("skill areas"))
    source = models.CharField(_("how we met"), max_length=11, choices=Source, default=Source.VISIT)
    source_note = models.CharField(_("where, or through whom"), max_length=120, blank=True)
    #: Of the words in portal.accounts.consent_texts that were said or shown.
    consent_version = models.CharField(_("version of the words"), max_length=10, editable=False)
    consent_how = models.CharField(_("agreed to be contacted"), max_length=7, choices=ConsentHow)
    consented_at = models.DateTimeField(_("agreed on"))
    age_band = models.CharField(_("age"), max_length=8, choices=User.AgeBand, default=User.AgeBand.UNKNOWN)
    guardian_name = models.CharField(_("guardian"), max_length=120, blank=True)
    guardian_contact = models.CharField(_("telephone or e-mail of the guardian"), max_length=120, blank=True)
    staff_note = models.TextField(
        _("note for mentors and coordinators"), max_length=2000, blank=True, help_text=_("They never see this.")
    )
    stage = models.CharField(_("stage"), max_length=9, choices=Stage, default=Stage.NEW, editable=False)
    stage_changed_at = models.DateTimeField(_("in this stage since"), editable=False)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason, blank=True, editable=False)
    reason_text = models.CharField(_("in words"), max_length=240, blank=True, editable=False)
    onboarded_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prospects",
        editable=False,
    )
    #: The row that this one became part of; its own history has gone there.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged_from", editable=False
    )
    #: Everything about them but what is counted was taken out.
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice makes one row.
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="prospects", editable=False
    )
    #: What likely duplicates have in common (mentorship.likeness).
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    name_key = models.CharField(max_length=120, blank=True, editable=False)

    objects = ProspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        indexes = [
            models.Index(fields=["mentor", "stage", "-stage_changed_at"], name="mentorship_prospect_mentor"),
            models.Index(fields=["stage", "-stage_changed_at"], name="mentorship_prospect_stage"),
            models.Index(fields=["phone_key"], condition=~Q(phone_key=""), name="mentorship_prospect_phone"),
            models.Index(fields=["email_key"], condition=~Q(email_key=""), name="mentorship_prospect_email"),
            models.Index(fields=["name_key"], condition=~Q(name_key=""), name="mentorship_prospect_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(age_band__in=["under_16", "16_17"])
                | ~Q(guardian_name="") & ~Q(guardian_contact="")
                | Q(forgotten_at__isnull=False),
                name="mentorship_minor_prospect_has_guardian",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=PUT_OFF) & ~Q(reason="")
                | ~Q(stage__in=PUT_OFF) & Q(reason="", reason_text=""),
                name="mentorship_put_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(stage="onboarded", onboarded_user__isnull=False)
                | ~Q(stage="onboarded") & Q(onboarded_user=None),
                name="mentorship_onboarded_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="mentorship_not_merged_into_itself"
            ),
            models.CheckConstraint(condition=~Q(consent_version=""), name="mentorship_prospect_agreed"),
        ]

    def __str__(self) -> str:
        return self.name or f"Prospect {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "phone_key", "email_key", "name_key"}
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Write down what likely duplicates would share; who creates rows in bulk calls it."""
        self.phone_key = likeness.phone_key(self.phone)
        self.email_key = likeness.email_key(self.email)
        self.name_key = likeness.name_key(self.name)

    def get_absolute_url(self) -> str:
        return reverse("mentorship:prospect", args=[self.public_id])

    @property
    def is_minor(self) -> bool:
        return self.age_band in User.MINOR

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN and self.merged_into_id is None and self.forgotten_at is None


class Assessment(models.Model):
    """What a mentor found somebody able to do before they joined; of one skill the newest holds."""

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="assessments")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("skill"))
    #: A number of the skill's levels; 0 is a beginner.
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    evidence = models.CharField(_("what shows it"), max_length=240)
    note = models.TextField(_("note for mentors and coordinators"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments_made")
    assessed_at = models.DateTimeField(_("assessed"))

    objects = PolicyQuerySet["Assessment"].as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [models.Index(fields=["prospect", "-assessed_at"], name="mentorship_assessment_newest")]

    def __str__(self) -> str:
        return f"{self.prospect_id}: {self.skill_id} at {self.level}"


class StageChange(models.Model):
    """One step through the pipeline. What happened is never rewritten; whose it is follows a merge."""

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="stage_changes")
    #: Empty for the first.
    from_stage = models.CharField(_("from"), max_length=9, choices=Stage, blank=True)
    to_stage = models.CharField(_("to"), max_length=9, choices=Stage)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason, blank=True)
    reason_text = models.CharField(_("in words"), max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stage_changes")
    at = models.DateTimeField(_("when"))

    objects = PolicyQuerySet["StageChange"].as_manager()

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        indexes = [
            models.Index(fields=["prospect", "-at"], name="mentorship_stages_newest"),
            models.Index(fields=["to_stage", "prospect"], name="mentorship_stages_reached"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stage_change_is_history",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("from_stage", "to_stage", "reason", "by", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.prospect_id}: {self.from_stage or 'nothing'} to {self.to_stage}"


class Distinction(models.Model):
    """Somebody looked at two rows that are alike and said: these are two people."""

    first = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="distinctions_as_first")
    second = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="distinctions_as_second")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="distinctions_made")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="mentorship_told_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="mentorship_told_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class SavedView(models.Model):
    """Filters of the list of prospects that somebody gave a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    #: As in an address: "stage=new&place=Harbour".
    query = models.CharField(max_length=500)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="mentorship_view_named_once")]

    def __str__(self) -> str:
        return self.name
