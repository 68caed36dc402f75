"""What was reported, who looks at it, and what was done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly, protect
from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


class Reason(models.TextChoices):
    CONDUCT = "conduct", _("How somebody behaves")
    WRONG = "wrong", _("Wrong or dangerous information")
    SPAM = "spam", _("Advertising or fraud")
    RIGHTS = "rights", _("Somebody else's work or picture")
    OTHER = "other", _("Something else")


class CaseQuerySet(PolicyQuerySet["Case"]):
    def about_row(self, kind: str, row: models.Model) -> CaseQuerySet:
        return self.filter(kind=kind, object_id=row.pk)


class Case(models.Model):
    """One thing that somebody reported, whoever else does so; `person` is whose it is.

    What a buyer without an account wrote is nobody's: it is hidden, and nobody is told.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        COMMENT = "comment", _("Comment")
        NOTE = "note", _("Words about a work")
        PROJECT = "project", _("Work")
        REVIEW = "review", _("Review")
        ASKED = "asked", _("Question about a piece")
        THANKS = "thanks", _("Thanks")
        PROFILE = "profile", _("Person")

    class State(models.TextChoices):
        OPEN = "open", _("Waits")
        CLAIMED = "claimed", _("Somebody looks at it")
        CLOSED = "closed", _("Decided")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(_("what"), max_length=7, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_about"
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_claimed"
    )
    is_hidden = models.BooleanField(_("hidden"), default=False)
    #: How it was shown before it was hidden.
    was_shown = models.CharField(max_length=20, blank=True)
    #: What the person answered to a decision, until somebody else has looked at that.
    appeal = models.TextField(_("objection"), blank=True, max_length=2000)
    opened_at = models.DateTimeField(_("reported"))
    changed_at = models.DateTimeField(_("last step"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["state", "opened_at"], name="messaging_desk")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="messaging_one_case"),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_by__isnull=False)
                | (~Q(state="claimed") & Q(claimed_by__isnull=True)),
                name="messaging_claimed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Case of {self.kind} {self.object_id}"


class CaseReport(models.Model):
    """`by` says that something is wrong; nobody is told who did."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_reports")
    reason = models.CharField(_("what is wrong"), max_length=7, choices=Reason)
    note = models.TextField(_("in your words"), blank=True, max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="messaging_case_reported_once_each")]

    def __str__(self) -> str:
        return f"Report in {self.case_id}"


class CaseAct(AppendOnly):
    """One step of a case: codes only, never changed."""

    class Act(models.TextChoices):
        REPORT = "report", _("Reported")
        CLAIM = "claim", _("Looks at it")
        RELEASE = "release", _("Left it to others")
        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Shown again")
        WARN = "warn", _("Warned")
        SUSPEND = "suspend", _("May not write")
        BAN = "ban", _("Banned")
        REINSTATE = "reinstate", _("May write again")
        DISMISS = "dismiss", _("Nothing was wrong")
        APPEAL = "appeal", _("Objected")
        UPHOLD = "uphold", _("Decision stands")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_acts", verbose_name=_("who")
    )
    act = models.CharField(_("what"), max_length=9, choices=Act)
    reason = models.CharField(_("why"), max_length=7, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        base_manager_name = "objects"
        triggers = [protect("case_acts_append_only")]

    def __str__(self) -> str:
        return f"{self.act} in {self.case_id}"


class Decision(models.Model):
    """What the person of a case is told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decisions_about")
    act = models.CharField(_("what"), max_length=9, choices=CaseAct.Act)
    reason = models.CharField(_("why"), max_length=7, choices=Reason)
    text = models.TextField(_("what you tell them"), max_length=2000)
    created_at = models.DateTimeField()

    objects = PolicyQuerySet["Decision"].as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"Decision in {self.case_id}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def holding(self, person: Any, now: datetime) -> SuspensionQuerySet:
        return self.filter(person=person, ended_at=None).filter(Q(until=None) | Q(until__gt=now))


class Suspension(models.Model):
    """`person` reads, and writes nothing, until `until`; without an end they are banned."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suspensions")
    begun_at = models.DateTimeField(_("begun"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self) -> str:
        return f"Suspension of {self.person_id}"

    @property
    def is_ban(self) -> bool:
        return self.until is None
