"""Who may write to whom."""

from __future__ import annotations

import enum
from typing import Any

from django.db.models import Case, F, Q, When

from mentorship.models import Cohort, CohortMember, Pairing
from mentorship.models.cohorts import fellows_of
from messaging.models import Block, ContactSetting
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    accompanied_by,
    keeps_apart,
    watches_over_people,
)

Who = ContactSetting.Who


class Answer(enum.Enum):
    YES = "yes"
    ASK_FIRST = "ask first"
    NO = "no"


@keeps_apart
def blocked_with(person: Any) -> Any:
    """Whom `person` has blocked, and who has blocked `person`."""
    other = Case(When(by=person, then=F("person")), default=F("by"))
    return Block.objects.filter(Q(by=person) | Q(person=person)).annotate(other=other).values("other")


def reaches(writer: User, reader: User) -> bool:
    """Whether words of `writer` may still arrive at `reader`, with whom they talk already."""
    return accepts_contact_from(reader, writer)


def may_begin(writer: User, reader: User) -> Answer:
    """Say whether `writer` may begin a conversation with `reader`. A constant number of queries."""
    if writer == reader or not reaches(writer, reader):
        return Answer.NO
    if watches_over_people(writer):
        return Answer.YES
    setting = ContactSetting.objects.filter(user=reader).first()
    who = setting.who if setting else Who.EVERYBODY
    if who == Who.NOBODY:
        return Answer.NO
    if who == Who.LISTED:
        listed = setting is not None and setting.listed.filter(pk=writer.pk).exists()
        return Answer.YES if listed else Answer.NO
    if are_close(writer, reader):
        return Answer.YES
    return Answer.ASK_FIRST if who == Who.EVERYBODY else Answer.NO


def are_close(one: User, other: User) -> bool:
    """Whether they know each other from mentoring or from a cohort. One query."""
    return User.objects.filter(close_to(one), pk=other.pk).exists()


def close_to(person: User) -> Q:
    """Which people accompany `person`, are accompanied by them, or learn with them: same mentor or cohort."""
    pairings, cohorts = Pairing.objects.current(), Cohort.objects.current()
    mentors = pairings.filter(participant=person).values("mentor")
    own = CohortMember.objects.current().filter(person=person).values("cohort")
    return (
        accompanied_by(person)
        | Q(pk__in=mentors)
        | Q(pk__in=pairings.filter(mentor__in=mentors).exclude(participant=person).values("participant"))
        | Q(pk__in=cohorts.filter(pk__in=own).exclude(led_by=person).values("led_by"))
        | (Q(pk__in=fellows_of(person)) & ~Q(pk=person.pk))
    )
