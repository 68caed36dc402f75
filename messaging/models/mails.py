"""Mails that are to go out: each a row first, so that none is lost and none goes twice."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> "MailQuerySet":
        return self.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=now)

    def dead(self) -> "MailQuerySet":
        """What somebody has to look at: given up, or cut off so that nobody knows whether it went."""
        return self.filter(state__in=OutgoingMail.DEAD)


class OutgoingMail(TimeStamped):
    """One mail to one person. Its text is made when it is sent, of what they may see at that moment.

    A letter to somebody without an account names the row that it is about (`messaging.outside`), which knows where
    it goes; a mail to a member names the member.
    """

    class Form(models.TextChoices):
        NOTICE = "notice", _("at once")
        DAILY = "daily", _("daily digest")
        WEEKLY = "weekly", _("weekly digest")
        LETTER = "letter", _("letter to somebody without an account")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not needed any more")
        GIVEN_UP = "given_up", _("given up")
        UNSURE = "unsure", _("cut off")

    DEAD = (State.GIVEN_UP, State.UNSURE)

    #: What it is about, once: whoever queues the same again finds this row.
    key = models.CharField(max_length=80, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails_to_send",
        verbose_name=_("to"),
    )
    #: Which letter of `messaging.outside`, about which row.
    letter = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    occasion = models.CharField(max_length=40, blank=True, editable=False)
    form = models.CharField(_("form"), max_length=8, choices=Form)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    begun_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    #: What kind of error the last attempt met; never an address, never a text.
    error = models.CharField(_("error"), max_length=80, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="messaging_mail_waits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="messaging_mail_sent_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(form="letter", person=None, source_id__isnull=False) & ~Q(letter="")
                | ~Q(form="letter") & Q(person__isnull=False, letter="", source_id=None, occasion=""),
                name="messaging_mail_to_member_or_letter",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def recipient(self) -> str:
        """Who is to get it; who has no account is not named."""
        return self.person.display_name if self.person else _("Somebody without an account")
