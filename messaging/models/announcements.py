"""What who runs the chapter, or leads a cohort, tells many people at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class AnnouncementQuerySet(PolicyQuerySet["Announcement"]):
    def out(self) -> AnnouncementQuerySet:
        """Those that people read: sent, and not taken back."""
        return self.filter(sent_at__isnull=False, withdrawn_at=None)


class Announcement(TimeStamped):
    """One text to everybody of `audience`; who that is, is settled at the moment it goes out."""

    class Audience(models.TextChoices):
        CHAPTER = "chapter", _("Everybody who learns, accompanies or works here")
        ROLE = "role", _("Everybody with a role")
        COHORT = "cohort", _("A cohort")

    LONGEST = 4000

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what you announce"), max_length=LONGEST)
    audience = models.CharField(_("to whom"), max_length=7, choices=Audience)
    role = models.CharField(_("role"), max_length=20, blank=True)
    cohort = models.ForeignKey(
        "mentorship.Cohort", null=True, blank=True, on_delete=models.CASCADE, related_name="announcements"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="announcements_written"
    )
    #: From when on it may go out.
    goes_at = models.DateTimeField(_("goes out"))
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice announces once.
    submission = models.UUIDField(unique=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="chapter", role="", cohort=None)
                | (Q(audience="role", cohort=None) & ~Q(role=""))
                | Q(audience="cohort", role="", cohort__isnull=False),
                name="messaging_announced_to_one_audience",
            ),
        ]
        indexes = [
            models.Index(
                fields=["goes_at"], condition=Q(sent_at=None, withdrawn_at=None), name="messaging_to_announce"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("messaging:announcement", args=[self.public_id])

    @property
    def is_waiting(self) -> bool:
        return self.sent_at is None and self.withdrawn_at is None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Addressee(models.Model):
    """`person` was there when `announcement` went out, and perhaps has read it."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="addressees")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="announcements_received"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="messaging_addressed_once"),
        ]
        indexes = [
            models.Index(fields=["announcement"], condition=Q(told_at=None), name="messaging_to_be_told"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} hears of {self.announcement_id}"
