"""Every state of a task × every role × every verb: who may do what, when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Feedback, Task
from mentorship.services import claims, extensions, pairings, reviews, submissions, tasks
from mentorship.tests import tasks as make
from portal.core.exceptions import DomainError, NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

STATES = tuple(Task.Status.values)
TO_DO = {"assigned", "started", "revision"}
WAITING = {"submitted", "in_review"}
OWN, REVIEWERS = {"participant"}, {"mentor", "coordinator", "operator"}


def _latest(task: Task) -> Any:
    return task.submissions.filter(number=task.iteration).first() or task.submissions.model(task=task, number=0)


def _submit(task: Task, by: Any) -> None:
    submissions.submit(task=task, by=by, now=timezone.now(), note="More", form=uuid4())


def _ask_for_time(task: Task, by: Any) -> None:
    wanted = timezone.now() + timedelta(days=60)
    extensions.ask(task=task, by=by, wanted_due_at=wanted, reason="Ill", now=timezone.now())


def _save_draft(task: Task, by: Any) -> None:
    piece = _latest(task)
    own = Feedback.objects.filter(submission=piece, reviewer=by).first() if piece.pk else None
    version = own.version if own else 0
    reviews.save_draft(
        submission=piece, words=reviews.Words(overall="So."), by=by, now=timezone.now(), seen_version=version
    )


def _decide(outcome: str) -> Any:
    def verb(task: Task, by: Any) -> None:
        piece = _latest(task)
        _save_words(piece, by)
        reviews.release(submission=piece, by=by, now=timezone.now(), seen_version=1, outcome=outcome)

    return verb


def _save_words(piece: Any, by: Any) -> None:
    """What `by` said before, so that only the decision is asked for."""
    if piece.pk and by.pk and not Feedback.objects.filter(submission=piece, reviewer=by).exists():
        said = Feedback.objects.create(submission=piece, reviewer=by, overall="So.")
        said.steps.create(position=1, text="On.")


#: Each verb, who may do it, in which states, and what it makes of the task ("=": as it was).
VERBS: dict[str, tuple[Any, set[str], set[str], str]] = {
    "start": (
        lambda task, by: tasks.start(task=task, by=by, now=timezone.now()),
        OWN,
        TO_DO | WAITING,
        "start",
    ),
    "submit": (_submit, OWN, TO_DO, "submitted"),
    "take back": (lambda task, by: submissions.take_back(task=task, by=by), OWN, {"submitted"}, "started"),
    "ask for time": (_ask_for_time, OWN, TO_DO | {"expired"}, "="),
    "claim": (
        lambda task, by: claims.claim(task=task, by=by, now=timezone.now()),
        REVIEWERS,
        WAITING,
        "in_review",
    ),
    "save a draft": (_save_draft, REVIEWERS, WAITING, "in_review"),
    "release": (_decide(""), REVIEWERS, WAITING, "submitted"),
    "ask for a revision": (_decide("revision"), REVIEWERS, WAITING, "revision"),
    "approve": (_decide("approved"), REVIEWERS, WAITING, "approved"),
    "extend": (
        lambda task, by: extensions.extend(
            task=task, due_at=timezone.now() + timedelta(days=90), by=by, now=timezone.now()
        ),
        REVIEWERS,
        TO_DO | {"expired"},
        "revive",
    ),
    "withdraw": (
        lambda task, by: tasks.withdraw(task=task, by=by, now=timezone.now()),
        REVIEWERS,
        TO_DO | WAITING | {"withdrawn"},
        "withdrawn",
    ),
}
ROLES = ("participant", "mentor", "coordinator", "operator", "former", "stranger", "buyer", "other mentor")


def _after(verb: str, was: str, becomes: str) -> str:
    if becomes == "start":
        return "started" if was == "assigned" else was
    if becomes == "revive":
        return "assigned" if was == "expired" else was
    return was if becomes == "=" else becomes


@pytest.fixture
def people(participant, mentor, stranger, moderator, buyer, operator):
    former = cast.mentor_of(participant, "Former Mentor")
    pairings.end(pairing=former.mentor_pairings.get(), by=operator, now=timezone.now())
    return {
        "participant": participant,
        "mentor": mentor,
        "coordinator": moderator,
        "operator": operator,
        "former": former,
        "stranger": stranger,
        "buyer": buyer,
        "other mentor": cast.person("Xaver Lang", "mentor"),
    }


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_in_each_state(people, verb):
    act, who, states, becomes = VERBS[verb]
    asked, decider = 0, cast.person("Ada Lund", "coordinator")
    for state in STATES:
        for role in ROLES:
            # What is in review is held by the one who asks, and what is decided was decided by somebody else:
            # claims, and deciding twice, have tests of their own.
            holder = people[role] if role in REVIEWERS else people["mentor"]
            if state in ("revision", "approved"):
                holder = decider
            task = make.in_state(state, people["participant"], holder)
            before = _facts(task)
            if role in who and state in states and not (verb == "take back" and state == "in_review"):
                act(task, people[role])
                task.refresh_from_db()
                assert task.status == _after(verb, state, becomes), (state, role)
            else:
                with pytest.raises(DomainError) as refusal:
                    act(task, people[role])
                is_role = isinstance(refusal.value, NotAllowed)
                assert is_role == (role not in who), (state, role, refusal.value)
                assert refusal.value.message
                task.refresh_from_db()
                assert _facts(task) == before, (state, role)
            asked += 1
            task.delete()

    assert asked == len(STATES) * len(ROLES)


def _facts(task: Task) -> Any:
    return (task.status, task.iteration, task.due_at, task.claimed_by_id, task.submissions.count())
