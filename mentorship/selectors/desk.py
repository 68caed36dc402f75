"""Whom a mentor accompanies and what each of them needs now; a cohort as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.models import (
    Cohort,
    Interaction,
    IssueLine,
    LevelConfirmation,
    MentorProfile,
    Pairing,
    Skill,
    SkillLevel,
    Task,
    UserSkill,
)
from mentorship.models.pairings import PairingQuerySet
from mentorship.selectors import silence
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.table_files import Table

#: Each reason why somebody needs their mentor now, as a condition on `people`.
REASONS: Mapping[str, Q] = {
    "waiting": Q(waiting_count__gt=0),
    "silent": Q(is_silent=True),
    "overdue": Q(overdue_count__gt=0),
    "idle": Q(is_idle=True),
    "tools": Q(tools_late__gt=0),
}
MOST_SKILLS = 12


def people(viewer: Any, *, now: datetime) -> PairingQuerySet:
    """The lasting pairings that `viewer` looks after, with what each participant needs. One query.

    Each knows `waiting_count` and `waits_since` (pieces to look at), `overdue_count` (tasks), `silent_since`,
    `is_silent`, `next_day` (of a planned step), `is_idle` (no task and no step), `tools_late`, and `reasons`.
    """
    mine: Any = Pairing.objects.visible_to(viewer).filter(participant__is_active=True)
    learner = OuterRef("participant")
    tasks = Task.objects.filter(participant=learner).order_by()
    late = Q(status__in=Task.TO_DO, due_at__lt=now)
    steps = Interaction.objects.filter(Q(person=learner) | Q(prospect__onboarded_user=learner), done_at=None)
    planned = steps.filter(next_step_date__isnull=False).order_by("next_step_date").values("next_step_date")
    tools = IssueLine.objects.overdue(timezone.localdate(now)).filter(issue__to=learner).order_by()
    silent = silence.silent(days=settings.NUDGE_DAYS[0], now=now, among=mine)
    found: Any = silence.with_last_sign(mine).annotate(
        waiting_count=_number(tasks.filter(status__in=Task.WAITING), "participant"),
        waits_since=Subquery(
            tasks.filter(status__in=Task.WAITING).order_by("submitted_at").values("submitted_at")[:1]
        ),
        overdue_count=_number(tasks.filter(late), "participant"),
        next_day=Subquery(planned[:1]),
        is_silent=Q(pk__in=silent.values("pk")),
        is_idle=~Exists(tasks.filter(status__in=Task.OPEN)) & ~Exists(planned),
        tools_late=_number(tools, "issue__to"),
    )
    pairings: PairingQuerySet = found.annotate(reasons=_how_many_hold(REASONS.values())).select_related(
        "participant", "mentor"
    )
    return pairings


def needing(pairings: Any, reason: str = "") -> PairingQuerySet:
    """`people`, or those with `reason`: who needs most first, then who was silent longest."""
    if reason in REASONS:
        pairings = pairings.filter(REASONS[reason])
    found: PairingQuerySet = pairings.order_by("-reasons", "silent_since", "pk")
    return found


def counts(pairings: PairingQuerySet) -> dict[str, int]:
    """How many of `people` there are, as "all", and for each reason. One query."""
    held = {name: Count("pk", filter=condition) for name, condition in REASONS.items()}
    return dict(pairings.order_by().aggregate(all=Count("pk"), **held))


def places_of(mentor: Any) -> MentorProfile | None:
    """What `mentor` said about themselves, with places taken, free and waited for. One query."""
    return MentorProfile.objects.with_places().filter(user=mentor).first()


def supplies_with(people: Sequence[int], *, now: datetime) -> dict[int, tuple[int, int]]:
    """Return {person: (things that they have, those overdue)}. One query."""
    late = Q(due_date__lt=timezone.localdate(now))
    rows = IssueLine.objects.outstanding().filter(issue__to__in=people).order_by().values("issue__to")
    held = rows.annotate(number=Count("pk"), late=Count("pk", filter=late))
    return {row["issue__to"]: (row["number"], row["late"]) for row in held}


def _number(rows: QuerySet[Any], key: str) -> Coalesce:
    counted = rows.values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _how_many_hold(conditions: Any) -> Any:
    cases = [Case(When(each, then=Value(1)), default=Value(0)) for each in conditions]
    return sum(cases[1:], start=cases[0])


# Cohorts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """How far somebody is in a skill: what a mentor vouches for and what they name, of so many levels."""

    confirmed: int
    named: int
    top: int

    @property
    def heat(self) -> int:
        """From 0 to 4, of what is confirmed; anything is at least 1."""
        return -(-self.confirmed * 4 // self.top) if self.top else 0

    @property
    def words(self) -> str:
        if self.confirmed:
            return _("%(level)s of %(top)s") % {"level": self.confirmed, "top": self.top}
        if self.named:
            return _("%(level)s, not confirmed") % {"level": self.named}
        return "–"


@dataclass(frozen=True)
class HeatMap:
    skills: Sequence[Skill]
    rows: Sequence[tuple[User, Sequence[Cell]]]
    #: Members of whom the reader sees nothing here: others accompany them.
    others: int


def cohorts_led(viewer: Any) -> QuerySet[Cohort]:
    """The cohorts that go on and that `viewer` looks after, the newest first. One query."""
    own = Cohort.objects.visible_to(viewer).current()
    led = own if can_run_chapter(viewer) else own.filter(led_by=viewer)
    return led.newest_first()


def members_seen(cohort: Cohort, viewer: Any) -> QuerySet[User]:
    """Those in `cohort` of whom `viewer` may know how they learn: whom they accompany, or all. By name."""
    there = User.objects.filter(pk__in=cohort.members.current().values("person"))
    if not can_run_chapter(viewer):
        there = there.filter(pk__in=Pairing.objects.participants_of(viewer))
    return there.order_by("display_name", "pk")


def heat_map(cohort: Cohort, viewer: Any) -> HeatMap:
    """The skills of those in `cohort`, the ones that most of them learn first. Six queries."""
    seen = list(members_seen(cohort, viewer))
    named = {
        (person, skill): level
        for person, skill, level in UserSkill.objects.filter(user__in=seen).values_list("user", "skill", "level")
    }
    confirmed: dict[tuple[int, int], int] = defaultdict(int)
    said = LevelConfirmation.objects.standing().filter(user__in=seen)
    for person, skill, level in said.values_list("user", "skill", "level"):
        confirmed[person, skill] = max(confirmed[person, skill], level)
    learners = Counter(skill for _person, skill in {*named, *confirmed})
    common = [skill for skill, _number in learners.most_common(MOST_SKILLS)]
    skills = list(Skill.objects.filter(pk__in=common).order_by("name"))
    tops = SkillLevel.objects.filter(skill__in=common).order_by().values_list("skill")
    top = dict(tops.annotate(number=Count("pk")))
    rows = [
        (
            person,
            [
                Cell(
                    confirmed.get((person.pk, skill.pk), 0),
                    named.get((person.pk, skill.pk), 0),
                    top.get(skill.pk, 0),
                )
                for skill in skills
            ],
        )
        for person in seen
    ]
    return HeatMap(skills, rows, cohort.members.current().count() - len(seen))


def cohort_report(cohort: Cohort, viewer: Any, *, now: datetime) -> Table:
    """What those in `cohort` did since they joined it. One query."""
    membership = cohort.members.current().filter(person=OuterRef("pk")).values("joined_at")[:1]
    tasks = Task.objects.filter(participant=OuterRef("pk"), cohort=cohort).exclude(status__in=Task.GIVEN_UP)
    gained = LevelConfirmation.objects.standing().filter(user=OuterRef("pk"))
    rows = members_seen(cohort, viewer).annotate(
        joined_at=Subquery(membership),
        given=_number(tasks.order_by(), "participant"),
        handed_in=_number(tasks.filter(iteration__gte=1).order_by(), "participant"),
        approved=_number(tasks.filter(status=Task.Status.APPROVED).order_by(), "participant"),
        late=_number(tasks.filter(status__in=Task.TO_DO, due_at__lt=now).order_by(), "participant"),
        levels=_number(gained.filter(confirmed_at__gte=OuterRef("joined_at")).order_by(), "user"),
    )
    return Table(
        title=_("%(cohort)s: what its people did") % {"cohort": cohort.name},
        headers=[
            _("Name"),
            _("Joined"),
            _("Tasks given"),
            _("Handed in"),
            _("Approved"),
            _("Late"),
            _("Levels confirmed"),
        ],
        rows=[
            (
                each.display_name,
                timezone.localdate(each.joined_at),
                each.given,
                each.handed_in,
                each.approved,
                each.late,
                each.levels,
            )
            for each in rows
        ],
        numeric=frozenset(range(2, 7)),
        notes=[
            _("Tasks count that were given to the cohort; levels that mentors confirmed since somebody joined.")
        ],
    )
