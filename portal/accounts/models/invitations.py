"""Asking people to join: each by name, or all who hold a link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class InvitationLink(TimeStamped):
    """A secret address through which up to `max_uses` people join; only a fingerprint of its key is kept."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    label = models.CharField(_("what it is for"), max_length=80)
    roles = models.JSONField(_("roles"), default=list)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitation_links"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    max_uses = models.PositiveSmallIntegerField(_("how many people"), default=20)
    use_count = models.PositiveSmallIntegerField(_("joined"), default=0, editable=False)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PolicyQuerySet["InvitationLink"].as_manager()

    class Meta:
        verbose_name = _("link to join")
        verbose_name_plural = _("links to join")
        constraints = [
            models.CheckConstraint(
                condition=Q(use_count__lte=F("max_uses")), name="accounts_link_is_not_used_too_often"
            ),
            models.CheckConstraint(condition=Q(max_uses__gte=1), name="accounts_link_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.use_count} of {self.max_uses})"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now() and self.use_count < self.max_uses


class InvitationQuerySet(PolicyQuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; their time may be over."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def newest_first(self) -> InvitationQuerySet:
        return self.order_by("-created_at", "-pk")


class Invitation(TimeStamped):
    """Somebody is asked by e-mail to join, or has joined by a `link`; of the mailed key a fingerprint is kept."""

    class Status(models.TextChoices):
        SENT = "sent", _("Sent")
        OPENED = "opened", _("Opened")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Run out")
        REVOKED = "revoked", _("Withdrawn")

    TONES = {
        Status.SENT: "indigo",
        Status.OPENED: "weld",
        Status.ACCEPTED: "moss",
        Status.EXPIRED: "walnut",
        Status.REVOKED: "walnut",
    }

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    roles = models.JSONField(_("roles"), default=list)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    #: Made ready together with the invitation, or who has accepted it.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    link = models.ForeignKey(
        InvitationLink, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    #: Empty as soon as nobody can use it any more.
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    sent_count = models.PositiveSmallIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    expires_at = models.DateTimeField(_("until"), db_index=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["invited_by", "-created_at"], name="accounts_invitation_inviter")]
        constraints = [
            models.UniqueConstraint(
                fields=["invited_by", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_one_waiting_invitation",
            ),
            models.UniqueConstraint(fields=["link", "account"], name="accounts_join_once_by_a_link"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(account__isnull=False, token_hash__isnull=True),
                name="accounts_accepted_invitation_is_spent",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(accepted_at__isnull=True, token_hash__isnull=True),
                name="accounts_revoked_invitation_is_spent",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"

    @property
    def status(self) -> str:
        if self.accepted_at:
            return self.Status.ACCEPTED
        if self.revoked_at:
            return self.Status.REVOKED
        if self.expires_at <= timezone.now():
            return self.Status.EXPIRED
        return self.Status.OPENED if self.opened_at else self.Status.SENT

    @property
    def status_words(self) -> Any:
        return self.Status(self.status).label

    @property
    def status_tone(self) -> str:
        return self.TONES[self.Status(self.status)]

    @property
    def is_waiting(self) -> bool:
        """Whether it can be sent again or withdrawn."""
        return self.accepted_at is None and self.revoked_at is None
