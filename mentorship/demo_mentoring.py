"""Mentors, requests, tasks, goals and invitations of the demo, made through services; a rerun adds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from mentorship.models import Goal, MentorProfile, MentorRequest, Pairing, Skill, Task
from mentorship.services import goals, mentor_profiles, mentor_requests, tasks
from portal.accounts.models import User
from portal.demo.content import shapes

Users = Mapping[str, User]
Skills = Mapping[str, Skill]


def load_mentors(*, content: Iterable[shapes.Mentoring], users: Users, skills: Skills, now: datetime) -> int:
    """Let mentors tell about themselves, and return how many there are."""
    for each in content:
        mentor = users[each.mentor]
        if MentorProfile.objects.filter(user=mentor).exists():
            continue
        mentor_profiles.update(
            by=mentor,
            now=now,
            about=each.about,
            skills=[skills[slug] for slug in each.skills],
            languages=each.languages,
            capacity=each.capacity,
            hours_per_week=each.hours,
            weekdays=each.weekdays,
        )
    return MentorProfile.objects.count()


def load_askings(*, content: Iterable[shapes.Asking], users: Users, now: datetime) -> int:
    """Let people ask mentors, and return how many requests there are."""
    for each in content:
        mentor, participant = users[each.mentor], users[each.participant]
        if MentorRequest.objects.filter(mentor=mentor, participant=participant).exists():
            continue
        asked_at = now - timedelta(days=each.days_ago)
        request = mentor_requests.ask(mentor=mentor, by=participant, message=each.message, now=asked_at)
        MentorRequest.objects.filter(pk=request.pk).update(created_at=asked_at)
        if each.reason:
            mentor_requests.decline(
                request=request,
                by=mentor,
                reason=each.reason,
                answer=each.answer,
                now=now - timedelta(days=each.answered_days_ago),
            )
    return MentorRequest.objects.count()


def load_tasks(*, content: Iterable[shapes.Task], users: Users, skills: Skills, now: datetime) -> int:
    """Let mentors give tasks, some of which are begun, and return how many there are."""
    for each in content:
        participant = users[each.participant]
        if Task.objects.filter(participant=participant, title=each.title).exists():
            continue
        task = tasks.assign(
            participant=participant,
            title=each.title,
            brief=each.brief,
            skill=skills[each.skill] if each.skill else None,
            due_at=now + timedelta(days=each.due_days),
            by=Pairing.objects.current().filter(participant=participant).select_related("mentor").get().mentor,
            now=now,
        )
        if each.is_started:
            tasks.start(task=task, by=participant, now=now)
    return Task.objects.count()


def load_goals(*, content: Iterable[shapes.Goal], users: Users, skills: Skills, now: datetime) -> int:
    """Let people set goals, and return how many there are."""
    for each in content:
        owner = users[each.owner]
        if Goal.objects.filter(owner=owner, title=each.title).exists():
            continue
        goals.set_goal(
            owner=owner,
            title=each.title,
            target_amount=Decimal(each.amount) if each.amount else None,
            currency=settings.OSCAR_DEFAULT_CURRENCY if each.amount else "",
            skill=skills[each.skill] if each.skill else None,
            level=each.level or None,
            by=owner,
            now=now,
        )
    return Goal.objects.count()
