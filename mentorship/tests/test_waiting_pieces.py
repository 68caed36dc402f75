"""Mentors are reminded of pieces that wait for their words: after some days, by the clock, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from mentorship.models import Submission
from mentorship.services import pairings, submissions, task_reminders
from mentorship.tests.tasks import decide, give, hand_in
from portal.accounts.models import User
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(days=3, minutes=1)


@pytest.fixture
def piece(participant, mentor):
    return hand_in(give(participant, mentor), now=NOW)


@pytest.fixture
def remind(django_capture_on_commit_callbacks):
    def run(now=LATER):
        with django_capture_on_commit_callbacks(execute=True):
            return task_reminders.remind_reviewers(now=now)

    return run


def told(person):
    return [each.words for each in letters.told(person, "review_waits")]


def test_mentors_hear_once_of_a_piece_that_waits(piece, participant, mentor, stranger, moderator, remind):
    second = cast.mentor_of(participant, "Second Mentor")

    assert [remind(NOW + timedelta(days=2)), remind(), remind(), remind(LATER + timedelta(days=30))] == [
        0,
        1,
        0,
        0,
    ]

    words = [f"{participant.display_name} waits for words about “{piece.task.title}”"]
    assert told(mentor) == told(second) == words
    assert told(participant) == told(stranger) == told(moderator) == []
    sent = [each for each in letters.sent() if letters.address(each) == mentor.email]
    assert piece.get_absolute_url() in sent[-1].body


def test_nobody_hears_of_a_piece_that_was_answered(piece, mentor, remind):
    decide(piece, mentor)

    assert remind() == 0
    assert told(mentor) == []


def test_nobody_hears_of_a_piece_that_was_taken_back(piece, participant, mentor, remind):
    submissions.take_back(task=piece.task, by=participant)

    assert remind() == 0
    assert told(mentor) == []


def test_the_next_piece_is_told_of_anew(piece, mentor, remind):
    assert remind() == 1
    decide(piece, mentor, "revision")
    piece.task.refresh_from_db()
    hand_in(piece.task, now=LATER)

    assert [remind(LATER), remind(LATER + timedelta(days=4))] == [0, 1]
    assert len(told(mentor)) == 2


@pytest.mark.parametrize("what", ["account closed", "pairing ended"])
def test_who_went_and_whose_mentor_went_are_left_alone(what, piece, participant, mentor, operator, remind):
    if what == "account closed":
        User.objects.filter(pk=participant.pk).update(is_active=False)
    else:
        pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    remind()

    assert told(mentor) == []
    assert mail.outbox == []


def test_the_clock_runs_it(piece, capsys):
    Submission.objects.update(submitted_at=NOW - timedelta(days=4))

    call_command("tend_tasks")

    assert "of pieces: 1" in capsys.readouterr().out
