"""From whom people want to hear, and what they report."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.messages import Message


class ContactSetting(models.Model):
    """Who may begin to write to `user`. Without a row: everybody."""

    class Who(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody; strangers ask first")
        OWN = "own", _("My mentors, the people I accompany, and who learns with the same mentor or in my cohorts")
        LISTED = "listed", _("Only the people on my list")
        NOBODY = "nobody", _("Nobody")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_setting")
    who = models.CharField(_("who may write to me"), max_length=9, choices=Who, default=Who.EVERYBODY)
    listed = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="listed_by", verbose_name=_("my list")
    )
    #: Whether people close to them are told how far they have read, and that they write. None: grown-ups do.
    shows_reading = models.BooleanField(null=True, blank=True)
    shows_typing = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("who may write")
        verbose_name_plural = _("who may write")

    def __str__(self) -> str:
        return f"{self.user_id} hears from {self.who}"


class BlockQuerySet(models.QuerySet["Block"]):
    def hidden_from(self, person: Any) -> models.QuerySet[Block, Any]:
        """Whose words in groups `person` does not want to read, as numbers of people."""
        return self.filter(by=person).values("person")


class Block(models.Model):
    """`by` and `person` do not reach each other, whoever of the two began."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_met")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["by", "person"], name="messaging_block_once"),
            models.CheckConstraint(condition=~Q(by=models.F("person")), name="messaging_nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.person_id}"


class MessageReport(models.Model):
    """`by` says that something is wrong with `message`; the only way into a conversation for who moderates."""

    class Reason(models.TextChoices):
        CONDUCT = "conduct", _("How somebody behaves")
        WRONG = "wrong", _("Wrong or dangerous information")
        SPAM = "spam", _("Advertising or fraud")
        OTHER = "other", _("Something else")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_reports")
    reason = models.CharField(_("what is wrong"), max_length=7, choices=Reason)
    note = models.TextField(_("in your words"), blank=True, max_length=1000)
    #: The numbers of the messages around it when it was reported.
    from_seq = models.PositiveIntegerField()
    until_seq = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("report of a message")
        verbose_name_plural = _("reports of messages")
        constraints = [
            models.UniqueConstraint(fields=["message", "by"], name="messaging_reported_once_each"),
            models.CheckConstraint(
                condition=Q(until_seq__gte=models.F("from_seq")), name="messaging_report_has_a_context"
            ),
        ]

    def __str__(self) -> str:
        return f"Report of message {self.message_id}"
