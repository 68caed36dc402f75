"""What a chapter keeps about somebody who learns: how they were found, tasks, goals, supplies, invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django_tasks_db.models import DBTaskResult

from mentorship.models import (
    Cohort,
    Donor,
    Feedback,
    Goal,
    Interaction,
    Issue,
    Location,
    Prospect,
    ResourceType,
    Skill,
    Submission,
    Task,
)
from mentorship.services import (
    cohorts,
    extensions,
    feedback,
    goals,
    interactions,
    prospects,
    resources,
    reviews,
    submissions,
    tasks,
)
from mentorship.services.resources import Wanted
from messaging.models import Thanks
from messaging.services import thanks
from portal.accounts.models import Invitation, PersonalToken, User
from portal.accounts.services import invitations, personal_tokens
from portal.hooks import services as hooks
from portal.hooks.models import Delivery, Endpoint, Event
from portal.testing import cast, uploads


def leave(
    victim: User,
    *,
    by: User,
    bait: str,
    own: str,
    shared: str,
    goal: str,
    chapter: str,
    stores: str,
    now: datetime,
) -> None:
    """Leave words in what `by`, who runs the chapter, keeps about `victim`, and in what the victim wrote.

    Only they read `own`, their mentor and the chapter `shared`, their mentor `goal`, the chapter alone `chapter`,
    and all who hand things out `stores`.
    """
    skill = Skill.objects.get(slug="bands")
    met = prospects.create(
        by=by,
        now=now,
        name=f"{bait} {shared}",
        phone=f"+49 {shared}",
        email=f"{shared}@example.org",
        place=f"Town {shared}",
        staff_note=f"Noted {shared}",
        consent_how="spoken",
    )
    prospects.assess(prospect=met, skill=skill, level=0, evidence=f"Shown {shared}", by=by, now=now)
    prospects.mark_onboarded(prospect=met, user=victim, by=by, now=now)
    unknown = prospects.create(
        by=by, now=now, name=f"{bait} {chapter}", email=f"met-{chapter}@example.org", consent_how="spoken"
    )
    for about in (met, victim, unknown):
        word = chapter if about is unknown else shared
        once = {"client_id": uuid4(), "no_next_step": True, "visibility": "staff"}
        interactions.log(about=about, by=by, now=now, notes=f"Said {word}", **once)
    _work_on(victim, by=by, words=f"{bait} {shared}", now=now)
    # Whoever leads a cohort sees what its people show to it: none of those who crawl.
    lead = cast.person("Lea Marsh", "mentor")
    together = cohorts.begin(
        name=f"{bait} {chapter}", about=f"For {chapter}", led_by=lead, by=by, submission=uuid4()
    )
    cohorts.add(cohort=together, people=[victim], by=by, now=now)
    goals.set_goal(
        owner=victim, title=f"{bait} {goal}", by=victim, now=now, target_amount=Decimal(90), currency="EUR"
    )
    yarn = ResourceType.objects.create(name="Yarn", unit="skein", unit_cost=Decimal("3.00"))
    shelf = Location.objects.create(name="Shelf")
    Donor.objects.create(name=f"{bait} {stores}")
    resources.receive(resource=yarn, location=shelf, quantity=Decimal(9), by=by, now=now)
    lines = [Wanted(yarn, Decimal(2))]
    resources.issue(to=victim, lines=lines, location=shelf, note=f"For {shared}", by=by, now=now)
    resources.request(by=victim, resource=yarn, why=f"Because {shared}", now=now)
    personal_tokens.make(name=f"{bait} own", scope="read", lasts=timedelta(days=9), by=victim, now=now)
    _tell_others(by=by, words=chapter, about=victim, now=now)
    hook = hooks.add_own(url=f"https://own.example/{own}", events=[Event.GOAL_REACHED], by=victim)
    hooks.try_out(endpoint=hook, by=victim, now=now)
    invitations.invite(
        email=f"friend-{chapter}@example.org", name=f"{bait} {chapter}", roles=["participant"], by=by, now=now
    )


def _work_on(victim: User, *, by: User, words: str, now: datetime) -> None:
    """Leave `words` in a task, in a piece handed in for it, in what was said about it, and in an answer."""
    file = uploads.text(f"{words.split()[-1]}.txt", f"Text {words}")
    due = now + timedelta(days=3)
    task = tasks.assign(
        participant=victim, title=words, brief=f"Try {words}", by=by, now=now, due_at=due, files=[file]
    )
    reason = f"Late {words}"
    extensions.ask(task=task, by=victim, wanted_due_at=due + timedelta(days=1), reason=reason, now=now)
    file = uploads.text(f"{words.split()[-1]}.txt", f"Text {words}")
    piece = submissions.submit(task=task, by=victim, now=now, note=f"Note {words}", files=[file])
    said = reviews.Words(overall=f"Said {words}", steps=[f"Step {words}"], mentor_note=f"Between us {words}")
    reviews.save_draft(submission=piece, words=said, by=by, now=now, seen_version=0)
    released = reviews.release(submission=piece, by=by, now=now, seen_version=1)
    feedback.reply(feedback=released, by=victim, text=f"Answer {words}", now=now, form=uuid4())
    thanks.for_feedback(feedback=released, by=victim, text=f"Thanks {words}", now=now)


def _tell_others(*, by: User, words: str, about: User, now: datetime) -> None:
    """Leave `words` in the address of a webhook and in what was sent there."""
    hooks.add(url=f"https://hooks.example/{words}", events=[Event.TASK_APPROVED], by=by)
    hooks.tell(event=Event.TASK_APPROVED, data={"task": words}, about=about, now=now)


def values(victim: User) -> dict[str, Sequence[str]]:
    """Return what leads to these rows, by the folder that their addresses are in."""

    def ids(rows: Any) -> list[str]:
        return list(rows.order_by("pk").values_list("public_id", flat=True))

    found = ids(Prospect.objects)
    return {
        "/my/prospects/ public_id": found,
        "other_id": found[::-1],
        "/my/contacts/ public_id": ids(Interaction.objects),
        "/my/cohorts/ public_id": ids(Cohort.objects.filter(members__person=victim)),
        "/my/goals/ public_id": ids(Goal.objects.filter(owner=victim)),
        "/my/tasks/ public_id": ids(Task.objects.filter(participant=victim)),
        "/my/pieces/ public_id": ids(Submission.objects.filter(task__participant=victim)),
        "/my/reviews/ public_id": ids(Submission.objects.filter(task__participant=victim)),
        "/my/feedback/ public_id": ids(Feedback.objects.filter(submission__task__participant=victim)),
        "/my/thanks/ public_id": ids(Thanks.objects.filter(by=victim)),
        "/my/thanks/feedback/ public_id": ids(Feedback.objects.filter(submission__task__participant=victim)),
        "/my/handouts/ public_id": ids(Issue.objects.filter(to=victim)),
        "/my/invitations/ public_id": ids(Invitation.objects),
        "/my/tokens/ public_id": ids(PersonalToken.objects.filter(person=victim)),
        "/my/webhooks/ public_id": ids(Endpoint.objects.filter(owner=victim)),
        "/my/webhooks/deliveries/ public_id": ids(Delivery.objects.filter(endpoint__owner=victim)),
        "/cms/webhooks/ public_id": ids(Endpoint.objects),
        "/cms/webhooks/deliveries/ public_id": ids(Delivery.objects),
        "/cms/jobs/ number": [
            str(job) for job in DBTaskResult.objects.order_by("pk").values_list("pk", flat=True)
        ],
    }
