"""The prospects of the demo, with what passed with them, through the services."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mentorship.models import Interaction, Prospect, Skill, Stage
from mentorship.models.prospects import OPEN, PUT_OFF
from mentorship.services import interactions, prospects
from portal.accounts.models import User
from portal.demo.content import shapes

#: So that a second run finds what the first one made.
NAMES = uuid.UUID("6e1f7c2a-6d35-4c1e-9f0b-6f0c6b8f2d11")


def load(
    *,
    met: Iterable[shapes.Met],
    since: Iterable[tuple[str, str, shapes.Contact]],
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    now: datetime,
) -> int:
    """Make the prospects that are not there, and note what passed with participants; return how many are new."""
    count = 0
    for each in met:
        number = uuid.uuid5(NAMES, f"{each.mentor} {each.name}")
        if not Prospect.objects.filter(client_id=number).exists():
            _make(each, number, users, skills_by_slug, now)
            count += 1
    for mentor, person, contact in since:
        _log(contact, users[person], users[mentor], f"{mentor} {person}", now)
    return count


@transaction.atomic
def _make(
    each: shapes.Met, number: uuid.UUID, users: Mapping[str, User], skills: Mapping[str, Skill], now: datetime
) -> None:
    by, then = users[each.mentor], now - timedelta(days=each.days_ago)
    prospect = prospects.create(
        by=by,
        now=then,
        client_id=number,
        name=each.name,
        phone=each.phone,
        email=each.email,
        place=each.place,
        languages=each.languages,
        weekdays=each.days,
        hours_per_week=each.hours,
        source=each.source,
        source_note=each.note,
        age_band=each.age_band,
        guardian_name=each.guardian,
        guardian_contact=each.guardian_contact,
        consent_how="spoken",
        skills=[skills[slug] for slug in each.skills],
    )
    Prospect.objects.filter(pk=prospect.pk).update(created_at=then)
    _steps(each, prospect, by, users, now)
    for slug, level, evidence in each.assessments:
        moment = now - timedelta(days=each.days_ago * 0.75)
        prospects.assess(
            prospect=prospect, skill=skills[slug], level=level, evidence=evidence, by=by, now=moment
        )  # fmt: skip
    for contact in each.contacts:
        _log(contact, prospect, by, each.name, now)


def _steps(each: shapes.Met, prospect: Prospect, by: User, users: Mapping[str, User], now: datetime) -> None:
    """Bring them to their stage, one step after the other, over the days since they were met."""
    way = [*OPEN, Stage.ONBOARDED]
    last = Stage.CONTACTED if each.stage in PUT_OFF else Stage(each.stage)
    steps = way[1 : way.index(last) + 1] + ([Stage(each.stage)] if each.stage in PUT_OFF else [])
    for place, to in enumerate(steps, start=1):
        moment = now - timedelta(days=each.days_ago * (1 - place / (len(steps) + 1)))
        if to == Stage.ONBOARDED:
            prospects.mark_onboarded(prospect=prospect, user=users[each.joined], by=by, now=moment)
        else:
            prospects.move(
                prospect=prospect, to=to, by=by, now=moment, reason=each.reason, reason_text=each.words
            )  # fmt: skip


def _log(contact: shapes.Contact, about: Prospect | User, by: User, name: str, now: datetime) -> None:
    then = now - timedelta(days=contact.days_ago)
    due = timezone.localdate(now) + timedelta(days=contact.due_in) if contact.next_step else None
    logged = interactions.log(
        about=about,
        by=by,
        now=then,
        client_id=uuid.uuid5(NAMES, f"{name} {contact.days_ago} {contact.channel}"),
        channel=contact.channel,
        outcome=contact.outcome,
        minutes=contact.minutes,
        notes=contact.notes,
        visibility=Interaction.Visibility.SHARED if contact.shared else Interaction.Visibility.STAFF,
        next_step=contact.next_step,
        next_step_date=due,
        no_next_step=due is None,
        advances=False,
    )
    if contact.done:
        interactions.complete(interaction=logged, by=by, now=then + timedelta(days=1))
