"""Answers without words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.models.messages import Message


class Reaction(models.Model):
    """`by` answers `message` with one of a few signs, each at most once."""

    class Sign(models.TextChoices):
        YES = "yes", _("Yes")
        THANKS = "thanks", _("Thank you")
        HEART = "heart", _("I like it")
        LAUGH = "laugh", _("That is funny")
        WELL_DONE = "well_done", _("Well done")

    PICTURES = {
        Sign.YES: "👍",
        Sign.THANKS: "🙏",
        Sign.HEART: "❤️",
        Sign.LAUGH: "😄",
        Sign.WELL_DONE: "🎉",
    }

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions_given")
    sign = models.CharField(max_length=9, choices=Sign)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["message", "by", "sign"], name="messaging_reacts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sign} of {self.by_id} to {self.message_id}"
