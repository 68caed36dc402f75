"""Tasks, pieces and feedback for tests, made through services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mentorship.models import CriterionLevel, Feedback, Rubric, Submission, Task
from mentorship.services import claims, reviews, rubrics, submissions, tasks


def give(participant: Any, by: Any, **more: Any) -> Task:
    values = {"participant": participant, "title": "Throw a bowl", "now": timezone.now(), **more}
    return tasks.assign(**values, by=by)


def hand_in(task: Task, **more: Any) -> Submission:
    values = {"by": task.participant, "now": timezone.now(), "note": "Here it is.", **more}
    return submissions.submit(task=task, **values)


def draft(submission: Submission, by: Any, *, seen_version: int = 0, **words: Any) -> Feedback:
    said = reviews.Words(**{"overall": "Well thrown.", "steps": ["Thin the foot."], **words})
    return reviews.save_draft(
        submission=submission, words=said, by=by, now=timezone.now(), seen_version=seen_version
    )


def decide(submission: Submission, by: Any, outcome: str = "") -> Feedback:
    """Say something about `submission` and decide."""
    own = draft(submission, by)
    return reviews.release(
        submission=submission, by=by, now=timezone.now(), seen_version=own.version, outcome=outcome
    )


def in_state(state: str, participant: Any, by: Any) -> Task:
    """Lead a new task of `participant` to `state`, only by what people and the clock can do."""
    task = give(participant, by, due_at=timezone.now() + timedelta(days=5))
    now = timezone.now()
    if state == "started":
        tasks.start(task=task, by=participant, now=now)
    if state in ("submitted", "in_review", "revision", "approved"):
        piece = hand_in(task)
    if state == "in_review":
        claims.claim(task=task, by=by, now=now)
    if state in ("revision", "approved"):
        decide(piece, by, state)
    if state == "withdrawn":
        tasks.withdraw(task=task, by=by, now=now)
    if state == "expired":
        tasks.expire(now=now + timedelta(days=40))
    task.refresh_from_db()
    assert task.status == state
    return task


def rubric(skill: Any) -> Rubric:
    """Two criteria of two levels each."""
    criteria = [
        {
            "name": name,
            "description": "",
            "levels": [{"number": number, "description": f"{name} {number}"} for number in (1, 2)],
        }
        for name in ("Form", "Foot")
    ]
    return rubrics.replace(
        standing=None, discipline=skill.discipline, skill=skill, slug="bowls", name="Bowls", criteria=criteria
    )


def level(of: Rubric, criterion: str, number: int) -> CriterionLevel:
    return CriterionLevel.objects.get(criterion__rubric=of, criterion__name=criterion, number=number)
