"""Every state of a task × every role × every verb of peers: who may do what, when."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from mentorship.models import PeerReview, PeerRound, Skill, Submission, Task
from mentorship.services import claims, pairings, peers, tasks
from mentorship.tests import circles
from mentorship.tests import tasks as make
from portal.accounts.models import User
from portal.core.exceptions import DomainError, NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

#: Those in which there is a piece; the last two come about after it was handed in.
STATES = ("submitted", "in_review", "revision", "approved", "withdrawn")
OPEN = {"submitted", "in_review", "revision", "approved"}
ROLES = (
    *("participant", "peer", "other peer", "mentor", "coordinator", "operator"),
    *("former", "stranger", "buyer", "other mentor"),
)
REVIEWERS = {"mentor", "coordinator", "operator"}
WORDS = peers.Words(noticed="A calm rim.", tried="A thinner foot.")


def _write(review: PeerReview, by: Any) -> None:
    peers.save(review=review, words=WORDS, by=by, seen_version=review.version)


def _give(review: PeerReview, by: Any) -> None:
    PeerReview.objects.filter(pk=review.pk).update(noticed="A calm rim.", tried="A thinner foot.")
    peers.give(review=review, by=by, now=timezone.now())


def _appeal(review: PeerReview, by: Any) -> None:
    peers.appeal(review=review, reason="It mocks me.", by=by, now=timezone.now())


def _decide(review: PeerReview, by: Any) -> None:
    PeerReview.objects.filter(pk=review.pk).update(appeal="It mocks me.", appealed_at=timezone.now())
    peers.decide(review=review, is_kept=False, by=by)


def _ask(review: PeerReview, by: Any) -> None:
    piece = review.round.submission
    PeerRound.objects.all().delete()
    circles.ask(piece, by, wanted=1)


#: Each verb, who may do it, in which states of the task, and whether the review was given before.
VERBS: dict[str, tuple[Any, set[str], set[str], bool]] = {
    "ask": (_ask, REVIEWERS, OPEN, False),
    "write": (_write, {"peer"}, OPEN, False),
    "give": (_give, {"peer"}, OPEN, False),
    "decline": (lambda review, by: peers.decline(review=review, by=by), {"peer"}, set(STATES), False),
    "rate": (
        lambda review, by: peers.rate(review=review, usefulness="yes", by=by),
        {"participant"},
        set(STATES),
        True,
    ),
    "appeal": (_appeal, {"participant"}, set(STATES), True),
    "decide": (_decide, REVIEWERS, set(STATES), True),
    "end the round": (
        lambda review, by: peers.close(peer_round=review.round, by=by, now=timezone.now()),
        REVIEWERS,
        set(STATES),
        False,
    ),
}


@pytest.fixture
def people(participant, mentor, stranger, moderator, buyer, operator, circle):
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


def _asked_in(state: str, people: dict[str, User], skill: Skill, *, is_given: bool) -> PeerReview:
    """Lead a new task to `state` after one peer was asked about its piece."""
    participant, mentor, now = people["participant"], people["mentor"], timezone.now()
    task = make.give(participant, mentor, skill=skill)
    piece: Submission = make.hand_in(task)
    review: PeerReview = circles.ask(piece, mentor, wanted=1).reviews.get()
    if is_given:
        review = circles.say(review)
    if state == "in_review":
        claims.claim(task=task, by=mentor, now=now)
    if state in ("revision", "approved"):
        make.decide(piece, mentor, state)
    if state == "withdrawn":
        tasks.withdraw(task=task, by=mentor, now=now)
    assert Task.objects.get(pk=task.pk).status == state
    return PeerReview.objects.get(pk=review.pk)


@pytest.mark.parametrize("verb", VERBS)
def test_which_peer_may_do_what_in_each_state(verb, people, circle, skill):
    act, who, states, is_given = VERBS[verb]
    asked = 0
    for state in STATES:
        review = _asked_in(state, people, skill, is_given=is_given)
        others = [each for each in circle if each != review.reviewer]
        by_role = {**people, "peer": review.reviewer, "other peer": others[0]}
        for role in ROLES:
            with transaction.atomic():
                fresh = PeerReview.objects.get(pk=review.pk)
                if role in who and state in states:
                    act(fresh, by_role[role])
                else:
                    with pytest.raises(DomainError) as refusal:
                        act(fresh, by_role[role])
                    is_role = isinstance(refusal.value, NotAllowed)
                    assert is_role == (role not in who), (state, role, refusal.value)
                    assert refusal.value.message
                transaction.set_rollback(True)
            asked += 1

    assert asked == len(STATES) * len(ROLES)
