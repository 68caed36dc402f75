"""2,500 pieces that wait: as many questions as for 25, and at most twice the time."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.models import Submission, Task
from mentorship.selectors import reviews as questions
from mentorship.services import pairings
from portal.testing import cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = timezone.now()
TURNS = 9


def seed(mentor, people, skill, *, until):
    """Let as many pieces of `people` wait as are missing `until` so many do."""
    first = Task.objects.count()
    made = Task.objects.bulk_create(
        [_waiting(mentor, _whose(people, number), skill, number) for number in range(first, until)]
    )
    Submission.objects.bulk_create(
        [
            Submission(task=task, number=1, note="Here.", submitted_at=task.submitted_at, form=uuid4())
            for task in made
        ]
    )


def _whose(people, number):
    """The first page is one person's, so that narrowing it shows as many rows before and after."""
    return people[0] if number < 26 else people[number % len(people)]


def _waiting(mentor, person, skill, number):
    at = NOW - timedelta(minutes=10_000 - number)
    return Task(
        participant=person,
        assigned_by=mentor,
        title=f"Bowl {number}",
        skill=skill,
        status="submitted",
        iteration=1,
        started_at=at,
        submitted_at=at,
    )


def measure(browser, page):
    """Return how many questions a page asks, and its shortest time: the others are noise of the machine."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    asked = len(queries)
    times = []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        browser.get(page)
        times.append(time.perf_counter() - begun)
    return asked, min(times)


def test_the_queue_costs_the_same_for_25_and_for_2500(participant, mentor, operator, skill, login, capsys):
    people = [participant, *(cast.person(f"Person {number}", "participant") for number in range(4))]
    for each in people[1:]:
        pairings.begin(mentor=mentor, participant=each, by=operator, now=NOW)
    seed(mentor, people, skill, until=26)  # one more than a page holds: both times there is a next one
    browser = login(mentor)

    def pages():
        rows = questions.waiting_for(mentor, now=NOW)
        middle = rows[rows.count() // 2]
        piece = Submission.objects.get(task=middle)
        return {
            "first": "/my/reviews/",
            "narrowed": f"/my/reviews/?person={participant.handle}&skill={skill.slug}&show=free",
            "middle": f"/my/reviews/?after={questions.Place.of(middle)}".replace("+", "%2B"),
            "review": f"/my/reviews/{piece.public_id}/",
        }

    browser.get("/my/reviews/")
    few = {name: measure(browser, page) for name, page in pages().items()}
    seed(mentor, people, skill, until=2500)
    many = {name: measure(browser, page) for name, page in pages().items()}

    with capsys.disabled():
        for name in few:
            before, after = few[name], many[name]
            print(f"\n  {name}: {before[0]} queries, {before[1]:.4f} s → {after[0]}, {after[1]:.4f} s")
    assert Task.objects.waiting().count() == 2500
    for name in few:
        assert many[name][0] <= few[name][0], name
        assert many[name][1] <= 2 * few[name][1], (name, few[name], many[name])
