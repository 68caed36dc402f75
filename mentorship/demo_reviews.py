"""Tasks of the demo that were worked on, made through services; a rerun adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from mentorship.models import (
    CriterionLevel,
    Feedback,
    Pairing,
    Rubric,
    SavedComment,
    Skill,
    Submission,
    SubmissionFile,
    Task,
)
from mentorship.services import feedback, reviews, submissions, tasks
from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.demo.content import shapes

FileOf = Callable[[shapes.Thing], CleanUpload]


def load(
    *,
    worked: Iterable[shapes.WorkedOn],
    saved: Iterable[tuple[str, str, str]],
    users: Mapping[str, User],
    skills: Mapping[str, Skill],
    file_of: FileOf,
    now: datetime,
) -> int:
    """Let people work on tasks that are not there, keep words of mentors, and return how many tasks there are."""
    every = list(worked)
    for content in every:
        if not Task.objects.filter(participant=users[content.participant], title=content.title).exists():
            files = [[file_of(thing) for thing in piece.things] for piece in content.pieces]
            _work_on(content, users[content.participant], skills[content.skill], files, now)
    for who, words, slug in saved:
        if not SavedComment.objects.filter(owner=users[who], text=words).exists():
            feedback.save_comment(text=words, skill=skills.get(slug), by=users[who])
    return len(every)


@transaction.atomic
def _work_on(
    content: shapes.WorkedOn, person: User, skill: Skill, files: list[list[CleanUpload]], now: datetime
) -> None:
    given_at = now - timedelta(days=content.given_days_ago)
    mentor = Pairing.objects.current().filter(participant=person).select_related("mentor").get().mentor
    rubric = _rubric_of(skill)
    task = tasks.assign(
        participant=person,
        title=content.title,
        brief=content.brief,
        skill=skill,
        rubric=rubric,
        estimated_hours=Decimal(3),
        due_at=now + timedelta(days=content.due_days),
        by=mentor,
        now=given_at,
    )
    Task.objects.filter(pk=task.pk).update(created_at=given_at)
    for piece, uploads in zip(content.pieces, files, strict=True):
        at = now - timedelta(days=piece.days_ago)
        handed_in = submissions.submit(
            task=task,
            by=person,
            now=at,
            note=piece.note,
            hours=Decimal(piece.hours) if piece.hours else None,
            files=uploads,
            ratings=_levels(rubric, piece.rated),
        )
        _describe(handed_in, piece.things)
        if piece.said is not None:
            _say(handed_in, piece.said, rubric, by=mentor, now=at + timedelta(hours=21))


def _say(piece: Submission, said: shapes.Said, rubric: Rubric | None, *, by: User, now: datetime) -> None:
    files = list(piece.files.order_by("position"))
    words = reviews.Words(
        strengths=said.strengths,
        overall=said.overall,
        mentor_note=said.mentor_note,
        outcome=said.outcome,
        steps=said.steps,
        levels=_levels(rubric, said.levels),
        marks=[_place(note, files) for note in said.notes],
    )
    draft = reviews.save_draft(submission=piece, words=words, by=by, now=now, seen_version=0)
    if said.is_draft:
        return
    released = reviews.release(submission=piece, by=by, now=now, seen_version=draft.version)
    Feedback.objects.filter(pk=released.pk).update(created_at=now)
    if said.answer:
        answered_at = now + timedelta(hours=5)
        person = piece.task.participant
        feedback.reply(feedback=released, by=person, text=said.answer, now=answered_at, form=uuid4())


def _place(note: shapes.Note, files: list[SubmissionFile]) -> reviews.Place:
    first, last = note.lines or (None, None)
    x, y, seconds = (Decimal(each) if each else None for each in (note.x, note.y, note.seconds))
    return reviews.Place(
        file=files[note.at].pk, text=note.text, x=x, y=y, seconds=seconds, first_line=first, last_line=last
    )


def _describe(piece: Submission, things: tuple[shapes.Thing, ...]) -> None:
    """Say of pictures what they show; there is no page for it, as pieces never change."""
    for file, thing in zip(piece.files.order_by("position"), things, strict=True):
        if isinstance(thing, shapes.Picture):
            SubmissionFile.objects.filter(pk=file.pk).update(alt_text=thing.alt)


def _rubric_of(skill: Skill) -> Rubric | None:
    offered = Rubric.objects.offered().filter(discipline=skill.discipline_id)
    return offered.filter(skill=skill).first() or offered.filter(skill=None).first() or offered.first()


def _levels(rubric: Rubric | None, numbers: Iterable[int]) -> list[CriterionLevel]:
    """The levels of these numbers of the first criteria of `rubric`."""
    if rubric is None:
        return []
    criteria = rubric.criteria.order_by("position", "pk")
    return [
        CriterionLevel.objects.get(criterion=each, number=number)
        for each, number in zip(criteria, numbers, strict=False)
    ]
