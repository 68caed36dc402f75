"""What people are told of, and how they want to be told."""

import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.mails import OutgoingMail


class Mail(models.TextChoices):
    """Whether, and when, a mail goes out beside the inbox."""

    NONE = "none", _("No e-mail")
    NOW = "now", _("E-mail at once")
    DAILY = "daily", _("In a daily e-mail")
    WEEKLY = "weekly", _("In a weekly e-mail")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def in_inbox_of(self, person: Any) -> "NotificationQuerySet":
        return self.filter(person=person, is_in_inbox=True)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Notification(models.Model):
    """That `person` hears of a fact. Its words are made of the source when they are read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    source_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    source_id = models.PositiveBigIntegerField()
    #: Tells apart what happens to one source several times.
    occasion = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    is_in_inbox = models.BooleanField(default=True)
    mail_choice = models.CharField(max_length=6, choices=Mail, default=Mail.NONE)
    #: In which mail it goes out, or went out.
    mail = models.ForeignKey(
        OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source_type", "source_id", "occasion"], name="messaging_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="messaging_inbox"),
            models.Index(fields=["person"], condition=Q(read_at=None, is_in_inbox=True), name="messaging_unread"),
            models.Index(
                fields=["mail_choice"],
                condition=Q(mail=None, mail_choice__in=["daily", "weekly"]),
                name="messaging_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Preference(models.Model):
    """How `person` wants to hear of one kind of fact; where there is none, the kind's own default holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(_("kind"), max_length=40)
    in_inbox = models.BooleanField(_("in the inbox"), default=True)
    mail = models.CharField(_("by e-mail"), max_length=6, choices=Mail)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="messaging_one_preference")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}: {self.mail}"


class Reception(models.Model):
    """When `person` may be reached by mail, and what may stand in it."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reception")
    #: In which mails are written; "" is the chapter's.
    language = models.CharField(_("language"), max_length=12, blank=True, default="", db_default="")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday, default=Weekday.MONDAY
    )
    shows_text = models.BooleanField(_("show in e-mails what people wrote"), default=False)

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="messaging_quiet_has_two_ends",
            ),
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="messaging_hour_of_a_day"),
            models.CheckConstraint(condition=Q(digest_weekday__lt=7), name="messaging_day_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"Reception of {self.person_id}"

    @property
    def spoken(self) -> str:
        """The language of mails, if the site still speaks it, else the chapter's."""
        return self.language if self.language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)
