"""What learning and mentoring tell on a person's timeline (portal.core.timeline)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import (
    Assessment,
    Goal,
    Interaction,
    JournalEntry,
    LevelConfirmation,
    MentorRequest,
    Pairing,
    Project,
    Reason,
    SkillLevel,
    Stage,
    StageChange,
    Task,
)
from portal.accounts.permissions import can_run_chapter
from portal.core import timeline
from portal.core.timeline import Event, Subject, Window

OUTCOME_TONES = {
    Interaction.Outcome.REACHED: "moss",
    Interaction.Outcome.SCHEDULED: "moss",
    Interaction.Outcome.LEFT_MESSAGE: "weld",
}


@timeline.provider("contact", gettext_lazy("Contacts"), icon="mail")
def contacts(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    about = Q(prospect__in=subject.prospects)
    if subject.person is not None:
        about |= Q(person=subject.person)
    rows = Interaction.objects.visible_to(viewer).filter(about).select_related("by")
    for each in window.of(rows, when="happened_at"):
        yield Event(
            when=each.happened_at,
            pk=each.pk,
            title=_contact_title(each),
            text="\n".join(filter(None, [each.notes, _next_step(each)])),
            by=each.by.display_name,
            badge=each.get_outcome_display(),
            tone=OUTCOME_TONES.get(Interaction.Outcome(each.outcome), "walnut"),
            staff_only=each.visibility == Interaction.Visibility.STAFF,
        )


def _contact_title(each: Interaction) -> str:
    if each.minutes:
        return _("%(channel)s, %(minutes)s minutes") % {
            "channel": each.get_channel_display(),
            "minutes": each.minutes,
        }
    return each.get_channel_display()


def _next_step(each: Interaction) -> str:
    if each.next_step_date is None:
        return ""
    words = _("Next, done: %(step)s") if each.done_at else _("Next, by %(day)s: %(step)s")
    return words % {"step": each.next_step, "day": date_format(each.next_step_date)}


@timeline.provider("stage", gettext_lazy("Stages"), icon="arrow")
def stages(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    rows = StageChange.objects.visible_to(viewer).filter(prospect__in=subject.prospects).select_related("by")
    for each in window.of(rows, when="at"):
        to = Stage(each.to_stage).label
        title = to if not each.from_stage else f"{Stage(each.from_stage).label} → {to}"
        reason = str(Reason(each.reason).label) if each.reason else ""
        yield Event(
            when=each.at,
            pk=each.pk,
            title=title,
            text=": ".join(filter(None, [reason, each.reason_text])),
            by=each.by.display_name,
            staff_only=True,
        )


@timeline.provider("assessment", gettext_lazy("Assessments"), icon="star")
def assessments(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    rows = Assessment.objects.visible_to(viewer).filter(prospect__in=subject.prospects)
    rows = _with_level_name(rows.select_related("by", "skill"))
    for each in window.of(rows, when="assessed_at"):
        yield Event(
            when=each.assessed_at,
            pk=each.pk,
            title=_("%(skill)s: %(level)s") % {"skill": each.skill.name, "level": _level(each)},
            text="\n".join(filter(None, [each.evidence, each.note])),
            by=each.by.display_name,
            staff_only=True,
        )


@timeline.provider("level", gettext_lazy("Confirmed levels"), icon="check")
def levels(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = LevelConfirmation.objects.standing().filter(user=subject.person)
    rows = _with_level_name(rows.select_related("confirmed_by", "skill", "submission"))
    for each in window.of(rows, when="confirmed_at"):
        yield Event(
            when=each.confirmed_at,
            pk=each.pk,
            title=_("%(skill)s: %(level)s") % {"skill": each.skill.name, "level": _level(each)},
            text=each.evidence,
            url=each.submission.get_absolute_url() if each.submission else "",
            by=each.confirmed_by.display_name,
        )


@timeline.provider("work", gettext_lazy("Works"), icon="image")
def works(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Project.objects.visible_to(viewer).filter(owner=subject.person)
    for each in window.of(rows, when="created_at"):
        yield Event(
            when=each.created_at,
            pk=each.pk,
            title=each.title,
            url=each.get_absolute_url(),
            badge=each.get_visibility_display(),
        )


@timeline.provider("diary", gettext_lazy("Diary"), icon="book")
def diary(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    """What `viewer` may read of a diary, as everywhere; what is private is told to its owner alone."""
    if subject.person is None:
        return
    rows = JournalEntry.objects.visible_to(viewer).filter(owner=subject.person)
    for each in window.of(rows, when="created_at"):
        yield Event(
            when=each.created_at,
            pk=each.pk,
            title=date_format(each.happened_on),
            text=Truncator(each.text).words(40),
            url=each.get_absolute_url(),
            badge=each.get_visibility_display(),
        )


@timeline.provider("pairing", gettext_lazy("Mentors"), icon="heart")
def pairings(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    for each in window.of(_pairings(subject, viewer), when="started_at"):
        title = _("%(name)s begins to accompany them") % {"name": each.mentor.display_name}
        yield Event(when=each.started_at, pk=each.pk, title=title)


@timeline.provider("parting", gettext_lazy("Mentors who left"), icon="close")
def partings(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    for each in window.of(_pairings(subject, viewer).filter(ended_at__isnull=False), when="ended_at"):
        title = _("%(name)s accompanies them no longer") % {"name": each.mentor.display_name}
        yield Event(when=each.ended_at, pk=each.pk, title=title)


@timeline.provider("task", gettext_lazy("Tasks"), icon="check")
def tasks(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Task.objects.visible_to(viewer).filter(participant=subject.person).select_related("assigned_by")
    for each in window.of(rows, when="created_at"):
        yield Event(
            when=each.created_at,
            pk=each.pk,
            title=each.title,
            url=each.get_absolute_url(),
            by=each.assigned_by.display_name,
            badge=each.get_status_display(),
            tone=each.status_tone,
        )


@timeline.provider("goal", gettext_lazy("Goals"), icon="flame")
def goals(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Goal.objects.visible_to(viewer).filter(owner=subject.person).select_related("set_by")
    for each in window.of(rows, when="created_at"):
        yield Event(
            when=each.created_at,
            pk=each.pk,
            title=_("Goal: %(title)s") % {"title": each.title},
            by=each.set_by.display_name,
            badge="" if each.is_open else each.get_status_display(),
            tone="moss" if each.is_reached else "walnut",
        )


@timeline.provider("request", gettext_lazy("Requests for a mentor"), icon="people")
def requests(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = MentorRequest.objects.visible_to(viewer).filter(participant=subject.person).select_related("mentor")
    for each in window.of(rows, when="created_at"):
        yield Event(
            when=each.created_at,
            pk=each.pk,
            title=_("Asks %(name)s") % {"name": each.mentor.display_name},
            url=each.get_absolute_url(),
            badge=each.get_status_display(),
            tone=each.status_tone,
        )


def _pairings(subject: Subject, viewer: Any) -> QuerySet[Pairing]:
    """Return who accompanied them: everybody for themselves and the chapter, for mentors their own part."""
    rows = Pairing.objects.filter(participant=subject.person).select_related("mentor")
    if subject.person is None:
        return rows.none()
    if viewer == subject.person or can_run_chapter(viewer):
        return rows
    return rows.filter(mentor=viewer)


def _with_level_name(rows: Any) -> Any:
    named = SkillLevel.objects.filter(skill=OuterRef("skill"), number=OuterRef("level"))
    return rows.annotate(level_name=Subquery(named.values("name")[:1]))


def _level(each: Any) -> str:
    return f"{each.level} · {each.level_name}" if each.level_name else _("Beginner")
