"""Many look, hand in and decide at once. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Feedback, Submission, Task
from mentorship.services import claims, pairings, reviews, submissions
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.testing.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner():
    return cast.person("Amina Okoye", "participant")


def mentors_of(learner, count):
    return [cast.mentor_of(learner, f"Mentor {number}") for number in range(count)]


def test_of_eight_mentors_who_take_a_piece_at_once_one_gets_it(learner):
    mentors = mentors_of(learner, 8)
    piece = make.hand_in(make.give(learner, mentors[0]))
    waiting = list(mentors)

    def claim():
        return claims.claim(task=piece.task, by=waiting.pop(), now=timezone.now())

    answers = all_at_once(claim, 8)

    assert sum(isinstance(answer, Task) for answer in answers) == 1
    assert sum(isinstance(answer, claims.TakenByOther) for answer in answers) == 7
    winner = next(answer for answer in answers if isinstance(answer, Task))
    assert Task.objects.get().claimed_by_id == winner.claimed_by_id


def test_one_mentor_who_takes_eight_at_once_gets_four(learner):
    [mentor] = mentors_of(learner, 1)
    pieces = [make.hand_in(make.give(learner, mentor)) for _ in range(8)]
    waiting = list(pieces)

    def claim():
        return claims.claim(task=waiting.pop().task, by=mentor, now=timezone.now())

    answers = all_at_once(claim, 8)

    assert sum(isinstance(answer, Task) for answer in answers) == claims.MOST
    assert sum(isinstance(answer, claims.TooManyClaims) for answer in answers) == 4
    assert Task.objects.filter(claimed_by=mentor).count() == claims.MOST


def test_a_task_approved_by_six_presses_at_once_is_approved_once(learner):
    [mentor] = mentors_of(learner, 1)
    piece = make.hand_in(make.give(learner, mentor))
    make.draft(piece, mentor)

    def approve():
        own = Submission.objects.select_related("task").get(pk=piece.pk)
        return reviews.approve(submission=own, by=mentor, now=timezone.now(), seen_version=1)

    answers = all_at_once(approve, 6)

    assert all(isinstance(answer, Feedback) for answer in answers), answers
    task = Task.objects.get()
    assert (task.status, Feedback.objects.get().outcome) == ("approved", "approved")
    assert len({answer.released_at for answer in answers}) == 1


def test_approving_and_taking_back_at_once_have_one_winner(learner):
    [mentor] = mentors_of(learner, 1)
    for _turn in range(5):
        task = make.give(learner, mentor)
        piece = make.hand_in(task)
        acts = [
            lambda piece=piece: make.draft(piece, mentor),
            lambda task=task: submissions.take_back(task=task, by=learner),
        ]

        answers = all_at_once(lambda acts=acts: acts.pop()(), 2)

        kept = Submission.objects.filter(pk=piece.pk).exists()
        assert sum(isinstance(answer, Exception) for answer in answers) == 1, answers
        task.refresh_from_db()
        assert task.status == ("in_review" if kept else "started")
        assert Feedback.objects.filter(submission__task=task).exists() == kept
        claims.leave(task=task, by=mentor)


def test_two_tabs_that_save_at_once_keep_one(learner):
    [mentor] = mentors_of(learner, 1)
    piece = make.hand_in(make.give(learner, mentor))

    answers = all_at_once(lambda: make.draft(piece, mentor, overall=str(uuid4())), 4)

    assert sum(isinstance(answer, Feedback) for answer in answers) == 1
    assert sum(isinstance(answer, reviews.Changed) for answer in answers) == 3


def test_a_piece_handed_in_six_times_at_once_is_one_iteration(learner):
    [mentor] = mentors_of(learner, 1)
    task, form = make.give(learner, mentor), uuid4()

    answers = all_at_once(lambda: make.hand_in(task, form=form), 6)

    assert sum(isinstance(answer, Submission) for answer in answers) == 1
    assert sum(isinstance(answer, submissions.AlreadyHandedIn) for answer in answers) == 5
    task.refresh_from_db()
    assert (task.iteration, Submission.objects.count()) == (1, 1)


def test_who_loses_the_pairing_while_deciding_decides_before_or_not_at_all(learner):
    operator = cast.operator()
    [mentor] = mentors_of(learner, 1)
    piece = make.hand_in(make.give(learner, mentor))
    make.draft(piece, mentor)
    pairing = mentor.mentor_pairings.get()
    acts = [
        lambda: reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1),
        lambda: pairings.end(pairing=pairing, by=operator, now=timezone.now()),
    ]

    answers = all_at_once(lambda: acts.pop()(), 2)

    decided = any(isinstance(answer, Feedback) for answer in answers)
    assert (Task.objects.get().status == "approved") == decided
