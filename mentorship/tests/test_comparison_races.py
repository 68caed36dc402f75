"""Drawing and answering at once. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

from random import Random

import pytest
from django.utils import timezone

from mentorship.models import Comparison, Preference
from mentorship.services import comparisons
from mentorship.tests.test_comparison_services import two_iterations
from portal.testing import cast
from portal.testing.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mentor():
    participant = cast.person("Amina Okoye", "participant")
    mentor = cast.mentor_of(participant)
    for _turn in range(3):
        first, second = two_iterations(participant, mentor)
        comparisons.pair(first=first, second=second)
    return mentor


def test_who_draws_eight_times_at_once_gets_one_pair(mentor):
    answers = all_at_once(lambda: comparisons.draw(by=mentor, rng=Random(1), now=timezone.now()), 8)

    assert {answer.pk for answer in answers} == {Preference.objects.get().pk}


def test_of_eight_answers_at_once_one_counts(mentor):
    drawn = comparisons.draw(by=mentor, rng=Random(1), now=timezone.now())
    reasons = [f"Reason {number}" for number in range(8)]

    def say():
        return comparisons.answer(preference=drawn, side="a", reason=reasons.pop(), by=mentor, now=timezone.now())

    answers = all_at_once(say, 8)

    assert sum(isinstance(answer, comparisons.AlreadyAnswered) for answer in answers) == 7
    [told] = [answer for answer in answers if isinstance(answer, Preference)]
    assert Preference.objects.get().reason == told.reason


def test_a_pair_is_made_once(mentor):
    pair = Comparison.objects.first()
    first, second = pair.pieces
    Comparison.objects.all().delete()

    answers = all_at_once(lambda: comparisons.pair(first=first, second=second), 8)

    assert {answer.pk for answer in answers} == {Comparison.objects.get().pk}
