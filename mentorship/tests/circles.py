"""Peers who look at pieces of one another."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mentorship.models import PeerReview, PeerRound, Skill, Submission, UserSkill
from mentorship.services import peers
from portal.accounts.models import User
from portal.accounts.services import consents
from portal.testing import cast


def agree(*people: Any) -> None:
    for each in people:
        consents.give_consent(user=each, kind="peers", by=each, now=timezone.now())


def learners(skill: Skill, *names: str) -> list[User]:
    people = [cast.person(name, "participant") for name in names]
    for each in people:
        UserSkill.objects.create(user=each, skill=skill, level=1)
    agree(*people)
    return people


def ask(piece: Submission, by: User, **more: Any) -> PeerRound:
    return peers.ask(submission=piece, by=by, now=timezone.now(), **more)


def say(review: PeerReview, level: int = 1, **words: Any) -> PeerReview:
    rubric = review.round.submission.task.rubric
    levels = [each.levels.get(number=level) for each in rubric.criteria.all()] if rubric else []
    said = peers.Words(**{"noticed": "A calm rim.", "tried": "A thinner foot.", "levels": levels, **words})
    kept = peers.save(review=review, words=said, by=review.reviewer, seen_version=review.version)
    return peers.give(review=kept, by=review.reviewer, now=timezone.now())
