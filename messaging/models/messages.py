"""What was said, and what was sent along."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models import KeptFile
from messaging.models.conversations import Conversation
from portal.core.policy import PolicyQuerySet


class Message(models.Model):
    """One thing that `author` said. Its number comes when it is delivered; what is held for review has none."""

    class State(models.TextChoices):
        DELIVERED = "sent", _("Delivered")
        HELD = "held", _("Held for review")
        REFUSED = "refused", _("Not delivered")

    LONGEST = 8000

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages_written")
    #: Made where it was written: sent again, it is not said twice.
    client_id = models.UUIDField(default=uuid.uuid4)
    seq = models.PositiveIntegerField(null=True, blank=True, editable=False)
    #: The conversation's `last_change` when this was last written.
    change = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.DELIVERED)
    #: Why it was held: a code of portal.core.screening.
    held_for = models.CharField(max_length=12, blank=True)
    text = models.TextField(_("message"), blank=True, max_length=LONGEST)
    reply_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replies",
        verbose_name=_("reply to"),
    )
    sent_at = models.DateTimeField(_("sent"))
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    #: Since when nobody reads it, after a report.
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="messages_reviewed"
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["conversation", "change"], name="messaging_what_changed")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="messaging_number_once"),
            models.UniqueConstraint(fields=["conversation", "author", "client_id"], name="messaging_said_once"),
            models.CheckConstraint(
                condition=Q(state="sent", seq__isnull=False) | (~Q(state="sent") & Q(seq__isnull=True)),
                name="messaging_number_when_delivered",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(text=""), name="messaging_deleted_words_are_gone"
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.seq} of {self.conversation_id}"

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED


class MessageFile(KeptFile):
    """A picture, a sound or a text that came with a message; only who reads the message gets it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")

    objects = PolicyQuerySet["MessageFile"].as_manager()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0), name="messaging_picture_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.pk} of message {self.message_id}"

    def url(self, variant: str = "original") -> str:
        return reverse("messaging:message_file", args=[self.public_id, variant])
