"""What was done to people and who looked at what of theirs; never changed, never deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly, protect


class AuditEvent(AppendOnly):
    """`actor` did `action`, to or about `subject`. Holds codes, never words that somebody wrote."""

    class Action(models.TextChoices):
        ROLE_GIVEN = "role.give", _("Gave a role")
        ROLE_TAKEN = "role.take", _("Took a role away")
        AGE_SET = "age.set", _("Set the age")
        GUARDIAN_RECORDED = "guardian.record", _("Recorded a guardian")
        GUARDIAN_REMOVED = "guardian.remove", _("Removed a guardian")
        CONSENT_GIVEN = "consent.give", _("Recorded a consent")
        CONSENT_WITHDRAWN = "consent.withdraw", _("Withdrew a consent")
        LOOKED = "look", _("Looked at personal data")
        MODERATED = "moderate", _("Moderated")
        PUBLISHED_FOR = "publish", _("Published for somebody")
        SHARED = "share.make", _("Shared by a secret link")
        UNSHARED = "share.end", _("Ended a secret link")
        EXPORTED = "export", _("Downloaded personal data")
        CLOSURE_BEGUN = "closure.begin", _("Closed the account")
        CLOSURE_UNDONE = "closure.undo", _("Reopened the account")
        ERASED = "erase", _("Account was erased")
        JOB_RETRIED = "job.retry", _("Let a job be tried anew")
        JOB_DISCARDED = "job.discard", _("Discarded a job")

    at = models.DateTimeField(_("when"), db_index=True)
    action = models.CharField(_("what"), max_length=20, choices=Action)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.PROTECT,
        related_name="audit_acts",
        help_text=_("Empty when the clock acted."),
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        null=True,
        on_delete=models.PROTECT,
        related_name="audit_events",
    )
    #: Such as "mentorship.Project 12": a kind and a number, never a title.
    object_label = models.CharField(_("object"), max_length=80, blank=True)
    #: Codes such as {"role": "mentor"}.
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["-at", "-id"], name="accounts_audit_newest")]
        base_manager_name = "objects"
        triggers = [protect("audit_append_only")]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
