"""Questions about cohorts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentorship.models import Cohort, CohortMember, JournalEntry, Pairing, Task, Visibility
from mentorship.models.cohorts import MOST_MEMBERS, CohortMemberQuerySet, CohortQuerySet
from mentorship.models.journals import JournalEntryQuerySet
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.policy import can

SIZE = Count("members", filter=Q(members__left_at=None, members__person__is_active=True))


def cohorts_of(person: Any, *, is_ended: bool = False) -> CohortQuerySet:
    """The cohorts that `person` sees, with `size`; those that go on or the ended ones. One query."""
    seen = Cohort.objects.visible_to(person).filter(ended_at__isnull=not is_ended).select_related("led_by")
    return seen.annotate(size=SIZE).newest_first()


def changed_by(person: Any) -> CohortQuerySet:
    """The cohorts that go on and whose people `person` chooses, by name. One query."""
    found = Cohort.objects.visible_to(person).current()
    return (found if can_run_chapter(person) else found.filter(led_by=person)).order_by("name", "pk")


def open_to(person: Any, today: date) -> CohortQuerySet:
    """The cohorts that `person`, who learns, may join by themselves, with `size`. One query."""
    if not person.has_role(roles.PARTICIPANT):
        return Cohort.objects.none()
    own = CohortMember.objects.current().filter(person=person).values("cohort")
    goes_on = Q(ends_on=None) | Q(ends_on__gte=today)
    found = Cohort.objects.current().filter(goes_on, is_open=True).exclude(pk__in=own).exclude(led_by=person)
    return found.select_related("led_by").annotate(size=SIZE).filter(size__lt=MOST_MEMBERS).newest_first()


def members_shown(cohort: Cohort, person: Any) -> CohortMemberQuerySet:
    """Who is in `cohort`, as far as `person` may know: all for who changes it, their own side for a member.

    One query when listed.
    """
    there = cohort.members.current() if can(person, "change", cohort) else CohortMember.objects.met_by(person)
    return there.filter(cohort=cohort).select_related("person").by_name()


def to_give(cohort: Cohort, by: Any) -> QuerySet[User]:
    """The members of `cohort` to whom `by` gives tasks, by name."""
    there = User.objects.filter(pk__in=cohort.members.current().values("person"))
    return _assignable(there, by)


def to_add(cohort: Cohort, by: Any) -> QuerySet[User]:
    """Whom `by` may add to `cohort`, by name."""
    there = cohort.members.filter(left_at=None).values("person")
    learners = User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True)
    return _assignable(learners.exclude(pk__in=there), by)


def leaders() -> QuerySet[User]:
    """Who may lead a cohort, by name."""
    named = User.objects.filter(groups__name__in=[roles.MENTOR, roles.COORDINATOR], is_active=True)
    return named.distinct().order_by("display_name", "pk")


def shown_to(cohort: Cohort, person: Any) -> JournalEntryQuerySet:
    """What members of `cohort` wrote for their cohorts and `person` may read, the latest first."""
    writers = cohort.members.current().values("person")
    entries = JournalEntry.objects.visible_to(person).filter(visibility=Visibility.COHORT, owner__in=writers)
    return entries.with_files().annotate(reply_count=Count("replies")).latest_day_first()


def tasks_given(cohort: Cohort) -> QuerySet[Task, Any]:
    """What was given to `cohort`: {title, due_at, given, handed_in, approved}, the latest first. One query."""
    return (
        cohort.tasks.exclude(status__in=Task.GIVEN_UP)
        .values("batch", "title", "due_at")
        .annotate(
            given=Count("pk"),
            handed_in=Count("pk", filter=Q(iteration__gte=1)),
            approved=Count("pk", filter=Q(status=Task.Status.APPROVED)),
        )
        .order_by("-due_at", "title")
    )


def _assignable(people: QuerySet[User], by: Any) -> QuerySet[User]:
    people = people.exclude(pk=by.pk).order_by("display_name", "pk")
    return people if can_run_chapter(by) else people.filter(pk__in=Pairing.objects.participants_of(by))
