"""Bringing people together in a cohort, giving them one task at once, and ending it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Cohort, CohortMember, CohortTask, Program, Task
from mentorship.models.cohorts import MOST_MEMBERS
from mentorship.permissions.cohorts import can_lead_cohorts
from mentorship.permissions.tasks import can_assign_to
from mentorship.services import tasks
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: A task is due when its day is over.
END_OF_DAY = time(23, 59, 59)
#: Days of plans are counted from the first day, and calendars end.
LAST_YEAR = 2999


class NoName(DomainError):
    message = gettext_lazy("Give the cohort a name.")


class EndsBeforeItStarts(DomainError):
    message = gettext_lazy("The last day comes before the first one.")


class TooFarAway(DomainError):
    message = gettext_lazy("This day is too far away.")


class CannotLead(DomainError):
    message = gettext_lazy("Choose a mentor or a coordinator to lead it.")


class Ended(DomainError):
    message = gettext_lazy("This cohort has ended.")


class TooManyMembers(DomainError):
    message = gettext_lazy("A cohort has at most 40 members. Begin another one for the rest.")


class NoFirstDay(DomainError):
    message = gettext_lazy("Say the first day: the tasks of the program are due after it.")


class OpenNeedsCoordinator(DomainError):
    message = gettext_lazy("A cohort that people join by themselves is led by a coordinator.")


class NotOpen(DomainError):
    message = gettext_lazy("Nobody joins this cohort by themselves. Ask whoever leads it.")


class NotInIt(DomainError):
    message = gettext_lazy("Somebody whom you chose is not in this cohort any more. Look at it again.")


@transaction.atomic
def begin(
    *,
    name: str,
    led_by: User,
    by: User,
    submission: uuid.UUID,
    about: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    is_open: bool = False,
    program: Program | None = None,
) -> Cohort:
    """Make a cohort, once for each `submission`. Only who runs the chapter lets somebody else lead it.

    From a `program` it takes what is not said, and its tasks, which each who joins is given.
    Raises NotAllowed, NoName, TooFarAway, EndsBeforeItStarts, CannotLead, OpenNeedsCoordinator, NoFirstDay.
    """
    require(can(by, "create", Cohort), _("Only mentors and coordinators begin cohorts."))
    _check_days(starts_on, ends_on)
    plan = list(program.tasks.order_by("due_day", "pk")) if program else []
    if program:
        about = about or program.about
        if starts_on and program.weeks:
            ends_on = ends_on or starts_on + timedelta(weeks=program.weeks, days=-1)
    if plan and not starts_on:
        raise NoFirstDay
    values = _checked(name, about, led_by, starts_on, ends_on, by=by, is_open=is_open)
    cohort, is_new = Cohort.objects.get_or_create(submission=submission, defaults={**values, "program": program})
    require(is_new or cohort.led_by_id == values["led_by"].pk, _("Reload the page and send the form again."))
    if is_new and starts_on:
        CohortTask.objects.bulk_create(
            CohortTask(cohort=cohort, template_id=each.template_id, due_on=starts_on + timedelta(each.due_day - 1))
            for each in plan
        )
    return cohort


@transaction.atomic
def change(
    *,
    cohort: Cohort,
    by: User,
    name: str,
    led_by: User,
    about: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    is_open: bool | None = None,
) -> Cohort:
    """Say anew what `cohort` is; with its first day the days of its planned tasks move, not those of given ones.

    Raises NotAllowed, Ended, NoName, TooFarAway, EndsBeforeItStarts, CannotLead, OpenNeedsCoordinator.
    """
    cohort = _held(cohort, by)
    _check_days(starts_on, ends_on)
    first_day = cohort.starts_on
    is_open = cohort.is_open if is_open is None else is_open
    said = _checked(name, about, led_by, starts_on, ends_on, by=by, was=cohort.led_by, is_open=is_open)
    for field, value in said.items():
        setattr(cohort, field, value)
    cohort.save()
    if first_day and starts_on:
        _move_plan(cohort, starts_on - first_day)
    return cohort


def _move_plan(cohort: Cohort, by_days: timedelta) -> None:
    plan = list(cohort.plan.all()) if by_days else []
    for each in plan:
        each.due_on += by_days
    CohortTask.objects.bulk_update(plan, ["due_on"])


@transaction.atomic
def add(*, cohort: Cohort, people: Sequence[User], by: User, now: datetime) -> int:
    """Let `people` be in `cohort` from `now`, and return how many were not in it before.

    A mentor adds those whom they accompany, a coordinator anybody who learns. Raises NotAllowed, Ended,
    TooManyMembers.
    """
    cohort = _held(cohort, by)
    for each in people:
        require(can_assign_to(by, each), _("You add people whom you accompany."))
    there = set(cohort.members.filter(left_at=None).values_list("person", flat=True))
    new = {each.pk: each for each in people if each.pk not in there}
    if len(there) + len(new) > MOST_MEMBERS:
        raise TooManyMembers
    CohortMember.objects.bulk_create(
        CohortMember(cohort=cohort, person=each, joined_at=now) for each in new.values()
    )
    _give_planned(cohort, list(new.values()), by=by, now=now)
    return len(new)


@transaction.atomic
def join(*, cohort: Cohort, by: User, now: datetime) -> None:
    """Let `by`, who learns, be in an open `cohort`; again changes nothing.

    Its tasks are given by the coordinator who leads it. Raises NotAllowed, NotOpen, TooManyMembers.
    """
    require(by.is_active and by.has_role(roles.PARTICIPANT), _("Cohorts are for those who learn."))
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("led_by").get(pk=cohort.pk)
    if cohort.is_ended or not cohort.is_open or not can_run_chapter(cohort.led_by) or cohort.led_by == by:
        raise NotOpen
    there = cohort.members.filter(left_at=None)
    if there.filter(person=by).exists():
        return
    if there.count() >= MOST_MEMBERS:
        raise TooManyMembers
    CohortMember.objects.create(cohort=cohort, person=by, joined_at=now)
    _give_planned(cohort, [by], by=cohort.led_by, now=now)


def _give_planned(cohort: Cohort, people: Sequence[User], *, by: User, now: datetime) -> None:
    """Give `people` what `cohort` has planned and what is not due yet, each of it once."""
    today = timezone.localtime(now).date()
    plan = cohort.plan.filter(due_on__gte=today).select_related("template__skill", "template__rubric")
    for each in plan.order_by("due_on", "pk"):
        batch = uuid.uuid5(cohort.submission, f"plan/{each.template_id}")
        due_at = timezone.make_aware(datetime.combine(each.due_on, END_OF_DAY))
        if due_at < now:
            continue
        for person in people:
            tasks.assign_to_all(
                participants=[person],
                by=by,
                now=now,
                title=each.template.title,
                brief=each.template.brief,
                skill=each.template.skill,
                rubric=each.template.rubric,
                estimated_hours=each.template.estimated_hours,
                template=each.template,
                due_at=due_at,
                cohort=cohort,
                batch=batch,
                submission=uuid.uuid5(batch, str(person.pk)),
            )


@transaction.atomic
def remove(*, cohort: Cohort, person: User, by: User, now: datetime) -> None:
    """Let `person` be in `cohort` no longer; they may also go themselves. Raises NotAllowed."""
    require(by == person or can(by, "change", cohort), _("Only who leads the cohort takes people out of it."))
    cohort.members.filter(person=person, left_at=None).update(left_at=now)


@transaction.atomic
def end(*, cohort: Cohort, by: User, now: datetime) -> Cohort:
    """End `cohort`: nobody shows its people anything through it any more. Raises NotAllowed, Ended."""
    cohort = _held(cohort, by)
    cohort.ended_at = now
    cohort.save(update_fields=["ended_at", "updated_at"])
    return cohort


@transaction.atomic
def end_several(*, cohorts: Iterable[Cohort], by: User, now: datetime) -> int:
    """End all of `cohorts` that go on, or none; return how many. Raises NotAllowed."""
    found = [each for each in cohorts if not each.is_ended]
    for each in sorted(found, key=lambda cohort: cohort.pk):
        end(cohort=each, by=by, now=now)
    return len(found)


@transaction.atomic
def give_task(*, cohort: Cohort, people: Sequence[User], by: User, now: datetime, **given: Any) -> list[Task]:
    """Give `people` of `cohort` the same to do, all of them or nobody.

    Takes and raises what `tasks.assign_to_all` does, and raises Ended and NotInIt.
    """
    cohort = _held(cohort, by)
    in_it = set(cohort.members.current().values_list("person", flat=True))
    if not people or any(each.pk not in in_it for each in people):
        raise NotInIt
    return tasks.assign_to_all(participants=people, by=by, now=now, cohort=cohort, **given)


def _held(cohort: Cohort, by: User) -> Cohort:
    """Return `cohort` as it is now, held until the end of the transaction."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("led_by").get(pk=cohort.pk)
    require(can(by, "change", cohort), _("Only who leads the cohort changes it."))
    if cohort.is_ended:
        raise Ended
    return cohort


def _check_days(first: date | None, last: date | None) -> None:
    """Refuse days from which no other can be counted, and an end before the beginning."""
    if any(day and day.year > LAST_YEAR for day in (first, last)):
        raise TooFarAway
    if first and last and last < first:
        raise EndsBeforeItStarts


def _checked(
    name: str,
    about: str,
    led_by: User,
    starts_on: date | None,
    ends_on: date | None,
    *,
    by: User,
    is_open: bool,
    was: User | None = None,
) -> dict[str, Any]:
    name = " ".join(name.split())
    if not name:
        raise NoName
    if led_by not in (by, was):
        require(can(by, "appoint", Cohort), _("Only a coordinator lets somebody else lead a cohort."))
    if led_by != was and not can_lead_cohorts(led_by):
        raise CannotLead
    if is_open and not can_run_chapter(led_by):
        raise OpenNeedsCoordinator
    said = {"name": name, "about": about.strip(), "led_by": led_by, "starts_on": starts_on, "ends_on": ends_on}
    return {**said, "is_open": is_open}
