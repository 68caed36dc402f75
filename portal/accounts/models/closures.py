"""Accounts that are closing, and those that were erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Closure(models.Model):
    """Somebody closed their account: it is erased when the time to think it over has passed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="closure")
    begun_at = models.DateTimeField(_("closed"))
    due_at = models.DateTimeField(_("erased from"), db_index=True)
    #: What was hidden, to be shown again on return: {"mentorship.works": {"12": "public"}}.
    hidden = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("closing account")
        verbose_name_plural = _("closing accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("begun_at")), name="accounts_closure_is_due_later"
            )
        ]

    def __str__(self) -> str:
        return f"Closure of {self.person_id}"


class Erasure(models.Model):
    """An account was erased: a number and a time, so that a restored backup can be erased again."""

    person_number = models.BigIntegerField(unique=True)
    erased_at = models.DateTimeField()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"Erasure of {self.person_number}"
