"""Two cohorts of the demo, made through services; a rerun adds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from mentorship.models import Cohort, Program, ProgramTask, TaskTemplate
from mentorship.selectors import cohorts as questions
from mentorship.services import cohorts
from portal.accounts.models import User
from portal.demo.content import shapes


def load(*, told: Sequence[shapes.Cohort], users: Mapping[str, User], by: User, now: datetime) -> int:
    """Make what is `told`, led by whom it names, and return how many cohorts there are."""
    for each in told:
        number = uuid5(NAMESPACE_URL, f"demo/cohort/{each.name}")
        if Cohort.objects.filter(submission=number).exists():
            continue
        first = (now - timedelta(days=each.began_days_ago)).date()
        made = cohorts.begin(
            name=each.name,
            about=each.about,
            led_by=users[each.led_by],
            by=by,
            submission=number,
            starts_on=first,
            ends_on=first + timedelta(weeks=each.weeks) if each.weeks else None,
        )
        cohorts.add(cohort=made, people=[users[key] for key in each.members], by=by, now=now)
        if each.task:
            _give(made, each, users[each.led_by], now)
    return Cohort.objects.count()


def _give(made: Cohort, told: shapes.Cohort, lead: User, now: datetime) -> None:
    people = list(questions.to_give(made, lead))
    due = now + timedelta(days=6)
    cohorts.give_task(cohort=made, people=people, by=lead, now=now, title=told.task, brief=told.brief, due_at=due)


def load_program(*, by: User, now: datetime) -> None:
    """Make a program of the first tasks that a craft proposes, and an open cohort of it, once."""
    first = TaskTemplate.objects.offered().in_order().select_related("skill").first()
    number = uuid5(NAMESPACE_URL, "demo/cohort/open")
    if first is None or Cohort.objects.filter(submission=number).exists():
        return
    steps = TaskTemplate.objects.offered().in_order().filter(skill=first.skill)[:3]
    program, is_new = Program.objects.get_or_create(
        name=f"First steps: {first.skill.name}"[:80],
        defaults={"about": "Six weeks from the first try to something that one shows.", "weeks": 6},
    )
    if is_new:
        for week, template in enumerate(steps, start=1):
            ProgramTask.objects.create(program=program, template=template, due_day=14 * week)
    cohorts.begin(
        name="Evening course, open to all",
        led_by=by,
        by=by,
        submission=number,
        starts_on=timezone.localtime(now).date(),
        is_open=True,
        program=program,
    )
