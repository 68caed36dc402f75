"""Thanks for something that was written: a message, or feedback on a piece."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models import Feedback
from messaging.models.messages import Message
from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


class Thanks(models.Model):
    """What `by` says to `to`, who wrote what is cited. Others read it once `to` shows it, never what is cited."""

    LONGEST = 300

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_given")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_received")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="thanks", editable=False
    )
    feedback = models.ForeignKey(
        Feedback, null=True, blank=True, on_delete=models.CASCADE, related_name="thanks", editable=False
    )
    text = models.CharField(_("thanks"), max_length=LONGEST)
    is_shown = models.BooleanField(default=False, editable=False)
    #: Taken away from everybody but its author, after a report.
    is_hidden = models.BooleanField(_("hidden"), default=False, editable=False)
    created_at = models.DateTimeField(_("written"))

    objects = PolicyQuerySet["Thanks"].as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        constraints = [
            models.UniqueConstraint(fields=["by", "message"], name="messaging_thanks_once_for_a_message"),
            models.UniqueConstraint(fields=["by", "feedback"], name="messaging_thanks_once_for_feedback"),
            models.CheckConstraint(
                condition=Q(message=None, feedback__isnull=False) | Q(message__isnull=False, feedback=None),
                name="messaging_thanks_cite_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Thanks {self.public_id}"
