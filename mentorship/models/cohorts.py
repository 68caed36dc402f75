"""Named groups of people who learn the same at the same time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

#: As many as get one task at once.
MOST_MEMBERS = 40


class CohortQuerySet(PolicyQuerySet["Cohort"]):
    def current(self) -> CohortQuerySet:
        """Those that nobody has ended, whatever their last day was to be."""
        return self.filter(ended_at=None)

    def newest_first(self) -> CohortQuerySet:
        return self.order_by(F("starts_on").desc(nulls_last=True), "-pk")


class Cohort(TimeStamped):
    """People who learn together: with a first and a last day, or always on. `led_by` looks after it."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    about = models.TextField(_("what it is for"), max_length=1000, blank=True)
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cohorts_led", verbose_name=_("led by")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: What it was begun from.
    program = models.ForeignKey(
        "mentorship.Program",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cohorts",
        verbose_name=_("program"),
    )
    is_open = models.BooleanField(
        _("whoever learns here may join"), default=False, help_text=_("Otherwise people are taken into it.")
    )
    #: Names the form that made it, so that a form sent twice makes one cohort.
    submission = models.UUIDField(unique=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mentorship_cohort_ends_after_its_first_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mentorship:cohort", args=[self.public_id])

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed: whoever leads it may end it now."""
        return self.ends_on is not None and self.ends_on < today


class CohortMemberQuerySet(models.QuerySet["CohortMember", "CohortMember"]):
    def current(self) -> CohortMemberQuerySet:
        """People with an open account who are in a cohort that goes on."""
        return self.filter(left_at=None, cohort__ended_at=None, person__is_active=True)

    def met_by(self, person: User) -> CohortMemberQuerySet:
        """Of the cohorts that `person` is in or leads, those on the same side of coming of age as they are.

        What one shows to a cohort, grown-ups and minors do not show each other; a minor's mentors see it anyway.
        """
        own = CohortMember.objects.current().filter(person=person).values("cohort")
        minor = Q(person__age_band__in=User.MINOR)
        side = minor if person.is_minor else ~minor
        return self.current().filter(side, Q(cohort__in=own) | Q(cohort__led_by=person))

    def by_name(self) -> CohortMemberQuerySet:
        return self.order_by("person__display_name", "pk")


class CohortMember(models.Model):
    """Somebody is in a cohort from `joined_at` until `left_at`."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_memberships"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a cohort")
        verbose_name_plural = _("members of cohorts")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"], condition=Q(left_at=None), name="mentorship_once_in_a_cohort"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="mentorship_cohort_is_left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.cohort_id}"


def fellows_of(person: Any) -> models.QuerySet[Any, Any]:
    """Ids of the people whose things for a cohort `person` sees, for use in a subquery."""
    return CohortMember.objects.met_by(person).values("person")
