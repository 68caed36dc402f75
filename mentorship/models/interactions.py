"""What passed between us and somebody: a visit, a call, a message; and what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.prospects import Prospect
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class InteractionQuerySet(PolicyQuerySet["Interaction"]):
    def due(self) -> InteractionQuerySet:
        """Those whose next step waits to be done, with those whom it concerns still here."""
        return self.filter(
            Q(prospect=None) | Q(prospect__merged_into=None, prospect__forgotten_at=None),
            Q(person=None) | Q(person__is_active=True),
            next_step_date__isnull=False,
            done_at=None,
        )

    def newest_first(self) -> InteractionQuerySet:
        return self.order_by("-happened_at", "-pk")


class Interaction(TimeStamped):
    """One contact with a prospect or with somebody who has an account, and the next step or an explicit “none”."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Telephone")
        VISIT = "visit", _("Visit")
        SMS = "sms", _("Text message")
        WHATSAPP = "whatsapp", _("WhatsApp")
        EMAIL = "email", _("E-mail")
        EVENT = "event", _("Event")
        VIDEO = "video", _("Video call")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        LEFT_MESSAGE = "left_message", _("Left a message")
        UNREACHABLE = "unreachable", _("Not reached")
        SCHEDULED = "scheduled", _("Agreed on a time")
        CALLED_OFF = "called_off", _("Called off")

    class Visibility(models.TextChoices):
        STAFF = "staff", _("Mentors and coordinators only")
        SHARED = "shared", _("The person too")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    prospect = models.ForeignKey(
        Prospect, null=True, blank=True, on_delete=models.CASCADE, related_name="interactions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interactions",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interactions_logged")
    channel = models.CharField(_("how"), max_length=8, choices=Channel, default=Channel.PHONE)
    happened_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.REACHED)
    notes = models.TextField(_("notes"), max_length=3000, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=6, choices=Visibility, default=Visibility.STAFF)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_date = models.DateField(_("due"), null=True, blank=True)
    #: Said on purpose: nothing comes next.
    no_next_step = models.BooleanField(_("nothing comes next"), default=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    #: Names the form that made it: a phone without a network sends it until it hears an answer.
    client_id = models.UUIDField(editable=False)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = [
            models.Index(fields=["prospect", "-happened_at"], name="mentorship_contact_prospect"),
            models.Index(fields=["person", "-happened_at"], name="mentorship_contact_person"),
            models.Index(
                fields=["next_step_date"],
                condition=Q(done_at=None, next_step_date__isnull=False),
                name="mentorship_contact_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "client_id"], name="mentorship_contact_sent_once"),
            models.CheckConstraint(
                condition=Q(prospect__isnull=True) ^ Q(person__isnull=True), name="mentorship_contact_with_one"
            ),
            models.CheckConstraint(
                condition=Q(no_next_step=True, next_step="", next_step_date=None)
                | ~Q(next_step="") & Q(no_next_step=False, next_step_date__isnull=False),
                name="mentorship_next_step_or_none",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(no_next_step=False), name="mentorship_done_what_was_due"
            ),
            models.CheckConstraint(
                condition=Q(person=None) | ~Q(person=models.F("by")), name="mentorship_contact_with_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} with {self.prospect_id or self.person_id} by {self.by_id}"

    @property
    def is_due(self) -> bool:
        return self.next_step_date is not None and self.done_at is None

    def is_overdue(self, *, on: date) -> bool:
        return self.is_due and self.next_step_date is not None and self.next_step_date < on

    @property
    def subject(self) -> Any:
        return self.prospect or self.person


class Reminder(models.Model):
    """When somebody was last told what is due; whether they want that, their preferences say."""

    mentor = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="due_reminder")
    sent_on = models.DateField(_("last sent"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reminder of what is due")
        verbose_name_plural = _("reminders of what is due")

    def __str__(self) -> str:
        return f"Reminder of {self.mentor_id}"
