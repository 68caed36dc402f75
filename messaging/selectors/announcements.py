"""Questions about announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mentorship.models import Cohort
from mentorship.models.cohorts import CohortQuerySet
from messaging.models import Addressee, Announcement, Block, Suspension
from messaging.models.announcements import AnnouncementQuerySet
from messaging.permissions.announcements import may_announce
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by, can_run_chapter, watches_over_people

#: Of fewer people it is not said how many have read: it would say who.
FEWEST = 5
#: Who belongs to the chapter; who only buys does not.
CHAPTER = (roles.PARTICIPANT, roles.MENTOR, roles.COORDINATOR, roles.SAFEGUARDING)


@dataclass(frozen=True)
class Readers:
    """How many of `told` have read; None where that would tell who."""

    told: int
    read: int | None


def audience_of(announcement: Announcement, now: datetime) -> QuerySet[User]:
    """Whom `announcement` reaches at `now`: nobody closed, suspended, apart from its writer, or a minor they do
    not accompany unless they watch over everybody."""
    by = announcement.written_by
    people = _named(announcement).filter(is_active=True).exclude(pk=by.pk)
    silent = Suspension.objects.filter(person=OuterRef("pk"), ended_at=None).filter(
        Q(until=None) | Q(until__gt=now)
    )
    people = people.exclude(Exists(silent))
    if watches_over_people(by):
        return people.order_by("pk")
    apart = Block.objects.filter(Q(by=OuterRef("pk"), person=by) | Q(by=by, person=OuterRef("pk")))
    grown_up = ~Q(age_band__in=User.MINOR)
    return people.exclude(Exists(apart)).filter(grown_up | accompanied_by(by)).order_by("pk")


def heard(person: Any) -> AnnouncementQuerySet:
    """What was announced to `person`, with `is_new`: the newest first. One query."""
    own = Addressee.objects.filter(announcement=OuterRef("pk"), person=person)
    rows = Announcement.objects.out().filter(Exists(own)).select_related("written_by")
    return rows.annotate(is_new=Exists(own.filter(read_at=None))).order_by("-sent_at", "-pk")


def new_for(person: Any) -> AnnouncementQuerySet:
    """What was announced to `person` and they have not opened."""
    return heard(person).filter(is_new=True)


def written(person: Any) -> AnnouncementQuerySet:
    """What `person` looks after: their own, and for who watches over people everybody's; the latest first."""
    rows = Announcement.objects.visible_to(person)
    if not watches_over_people(person):
        rows = rows.filter(written_by=person)
    return rows.select_related("written_by", "cohort").order_by("-goes_at", "-pk")


def cohorts_to_tell(person: User) -> CohortQuerySet:
    """The cohorts to which `person` may announce things."""
    rows = Cohort.objects.visible_to(person).current()
    return (rows if can_run_chapter(person) else rows.filter(led_by=person)).order_by("name", "pk")


def announces(person: Any) -> bool:
    """Whether `person` may announce anything to anybody."""
    return may_announce(person) or any(may_announce(person, each) for each in cohorts_to_tell(person)[:1])


def readers_of(announcement: Announcement) -> Readers:
    """How many people were told and have read. Two queries."""
    told = announcement.addressees.count()
    read = announcement.addressees.filter(read_at__isnull=False).count()
    return Readers(told, read if told >= FEWEST else None)


def _named(announcement: Announcement) -> QuerySet[User]:
    if announcement.audience == Announcement.Audience.COHORT and announcement.cohort is not None:
        return User.objects.filter(pk__in=announcement.cohort.members.current().values("person"))
    names = CHAPTER if announcement.audience == Announcement.Audience.CHAPTER else (announcement.role,)
    holders = User.groups.through.objects.filter(group__name__in=names)
    return User.objects.filter(pk__in=Subquery(holders.values("user")))
