"""Guardians of minors, and what was consented to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly, protect
from portal.core.models import TimeStamped


class Guardian(TimeStamped):
    """An adult who answers for a minor. Needs no account."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("Parent")
        GUARDIAN = "guardian", _("Legal guardian")
        CARER = "carer", _("Foster parent or carer")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(_("name"), max_length=120)
    contact = models.CharField(
        _("telephone or e-mail"), max_length=120, help_text=_("Where we reach them when it matters.")
    )
    relation = models.CharField(_("relation"), max_length=8, choices=Relation, default=Relation.PARENT)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(name="", contact=""),
                name="accounts_removed_guardian_is_forgotten",
            )
        ]

    def __str__(self) -> str:
        return f"Guardian {self.pk}"


class Consent(AppendOnly):
    """One fact: a consent was given, or it was withdrawn. The newest row of a kind says what holds."""

    class Kind(models.TextChoices):
        TAKING_PART = "taking_part", _("Taking part")
        PUBLISHING = "publishing", _("Showing works in public")
        PHOTOS = "photos", _("Photos of the person")
        PEERS = "peers", _("Works compared by other participants")
        TRAINING = "training", _("Use for research and training of models")
        MONEY = "money", _("Showing earnings and savings to the mentor")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("to what"), max_length=12, choices=Kind)
    #: Of the words in portal.accounts.consent_texts that were shown.
    text_version = models.CharField(_("version of the words"), max_length=10)
    #: Who said it: the person themselves, or this guardian of theirs.
    guardian = models.ForeignKey(
        Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="consents"
    )
    #: Who wrote it down.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recorded_consents"
    )
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "kind", "-id"], name="accounts_consent_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) ^ Q(withdrawn_at__isnull=True),
                name="accounts_consent_is_given_or_withdrawn",
            )
        ]
        base_manager_name = "objects"
        triggers = [protect("consent_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"

    @property
    def is_given(self) -> bool:
        return self.withdrawn_at is None
