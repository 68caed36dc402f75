"""Keys by which a person's own programs use the REST API in their name."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class PersonalTokenQuerySet(PolicyQuerySet["PersonalToken"]):
    def open(self, now: datetime) -> PersonalTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def newest_first(self) -> PersonalTokenQuerySet:
        return self.order_by("-created_at", "-pk")


class PersonalToken(TimeStamped):
    """What a program sends in place of a log-in; only a fingerprint of its key is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("Read only")
        OWN = "own", _("Read, and change what is mine")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    scope = models.CharField(_("what it may do"), max_length=4, choices=Scope, default=Scope.READ)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    #: The person's session hash of then: with a new password or the end of all sessions it fits no more.
    made_under = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(_("until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")

    def __str__(self) -> str:
        return self.name

    def is_good(self, now: datetime) -> bool:
        """Whether it opens anything now; asks nothing once its person is there."""
        return (
            self.revoked_at is None
            and self.expires_at > now
            and self.person.is_active
            and self.made_under == self.person.get_session_auth_hash()
        )
