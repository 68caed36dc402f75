"""Mentors as those who look for one see them, and what is asked of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.availability import Availability, Speaks
from mentorship.models.pairings import Pairing
from mentorship.models.skills import Skill
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

MOST_PLACES = 30


class MentorProfileQuerySet(PolicyQuerySet["MentorProfile"]):
    def with_places(self) -> MentorProfileQuerySet:
        """With `taken_count`, `free_count` and `waiting_count`, counted by the database in the same query."""
        return self.annotate(
            taken_count=_how_many(Pairing.objects.current().filter(mentor=OuterRef("user")), "mentor"),
            waiting_count=_how_many(
                MentorRequest.objects.filter(mentor=OuterRef("user"), status="waiting"), "mentor"
            ),
        ).annotate(free_count=Greatest(F("capacity") - F("taken_count"), 0, output_field=IntegerField()))


class MentorProfile(Availability, Speaks, TimeStamped):
    """What a mentor tells those who look for one, and how many they accompany at most."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_profile")
    about = models.TextField(
        _("how I accompany people"),
        max_length=1200,
        blank=True,
        help_text=_("What you can show, how you meet, what you expect."),
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="mentors", verbose_name=_("skills"))
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        default=3,
        validators=[MaxValueValidator(MOST_PLACES)],
        help_text=_("How many people you accompany at the same time."),
    )
    takes_requests = models.BooleanField(_("participants may ask me"), default=True)

    objects = MentorProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentor profile")
        verbose_name_plural = _("mentor profiles")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__lte=MOST_PLACES), name="mentorship_capacity_has_an_end")
        ]

    def __str__(self) -> str:
        return f"Mentor profile of {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:mentor", args=[self.user.handle])


class MentorRequestQuerySet(PolicyQuerySet["MentorRequest"]):
    def open(self) -> MentorRequestQuerySet:
        return self.filter(status__in=MentorRequest.OPEN)

    def newest_first(self) -> MentorRequestQuerySet:
        return self.order_by("-created_at", "-pk")

    def in_line(self) -> MentorRequestQuerySet:
        """The waiting ones, whose turn comes first at the front."""
        return self.filter(status=MentorRequest.Status.WAITING).order_by("waiting_since", "pk")

    def with_place(self) -> MentorRequestQuerySet:
        """With `ahead_count`: how many wait for the same mentor in front of each."""
        ahead = MentorRequest.objects.filter(mentor=OuterRef("mentor"), status="waiting").filter(
            Q(waiting_since__lt=OuterRef("waiting_since"))
            | Q(waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk"))
        )
        return self.annotate(ahead_count=_how_many(ahead, "mentor"))


class MentorRequest(TimeStamped):
    """A participant asks a mentor to accompany them."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        WAITING = "waiting", _("On the waiting list")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        #: Somebody else accompanies them now.
        SETTLED = "settled", _("Found somebody else")

    class Reason(models.TextChoices):
        NO_TIME = "no_time", _("I have no time")
        NOT_MY_FIELD = "not_my_field", _("This is not my field")
        OTHER_MENTOR = "other_mentor", _("Somebody else fits better")
        OTHER = "other", _("Something else")

    OPEN = (Status.ASKED, Status.WAITING)
    TONES = {Status.ASKED: "indigo", Status.WAITING: "weld", Status.ACCEPTED: "moss"}

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_requests_received"
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_requests_sent"
    )
    message = models.TextField(
        _("your message"),
        max_length=1500,
        help_text=_("What you make, what you want to learn, and when you have time."),
    )
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.ASKED, editable=False)
    waiting_since = models.DateTimeField(null=True, blank=True, editable=False)
    #: A place became free for them.
    moved_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True, editable=False)
    answer = models.CharField(_("in your words"), max_length=500, blank=True, editable=False)
    #: The mentor takes no more requests from this participant.
    is_final = models.BooleanField(default=False, editable=False)
    #: Names the form that made it, so that a form sent twice asks once.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = MentorRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to a mentor")
        verbose_name_plural = _("requests to mentors")
        indexes = [
            models.Index(fields=["mentor", "status", "waiting_since"], name="mentorship_request_line"),
            models.Index(fields=["participant", "status"], name="mentorship_request_asker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "participant"],
                condition=Q(status__in=["asked", "waiting"]),
                name="mentorship_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(mentor=F("participant")), name="mentorship_nobody_asks_themselves"
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(waiting_since__isnull=False),
                name="mentorship_waiting_request_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "waiting"], answered_at=None)
                | ~Q(status__in=["asked", "waiting"]) & Q(answered_at__isnull=False),
                name="mentorship_answered_request_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="declined") & ~Q(reason="") | ~Q(status="declined") & Q(reason=""),
                name="mentorship_declined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} asks {self.mentor_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:mentor_request", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def status_tone(self) -> str:
        return self.TONES.get(self.Status(self.status), "walnut")


def _how_many(rows: models.QuerySet[models.Model], by: str) -> Coalesce:
    """How many `rows` there are, as a subquery."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
