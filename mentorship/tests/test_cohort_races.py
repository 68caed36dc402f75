"""The last place of an open cohort, taken from several windows at once. PostgreSQL only."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Cohort
from mentorship.services import cohorts
from portal.accounts.models import User
from portal.testing import cast
from portal.testing.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def almost_full(monkeypatch) -> Cohort:
    """One of two places is taken."""
    monkeypatch.setattr(cohorts, "MOST_MEMBERS", 2)
    carol = cast.person("Carol Njeri", "coordinator")
    made = cohorts.begin(name="Evenings", led_by=carol, by=carol, submission=uuid4(), is_open=True)
    first = cast.person("Ada First", "participant")
    cohorts.add(cohort=made, people=[first], by=carol, now=timezone.now())
    return made


def newcomers(number: int) -> list[int]:
    return [cast.person(f"Learner {each}", "participant").pk for each in range(number)]


def check(made: Cohort, answers: list, wanted: object) -> None:
    assert sum(answer == wanted for answer in answers) == 1
    refused = [answer for answer in answers if isinstance(answer, cohorts.TooManyMembers)]
    assert len(refused) == len(answers) - 1
    assert made.members.current().count() == 2


def test_of_six_who_join_one_gets_the_last_place(almost_full):
    numbers = newcomers(6)

    def join() -> str:
        who = User.objects.get(pk=numbers.pop())
        cohorts.join(cohort=Cohort.objects.get(pk=almost_full.pk), by=who, now=timezone.now())
        return "in"

    check(almost_full, all_at_once(join, 6), "in")


def test_of_six_coordinators_who_add_somebody_one_fills_the_last_place(almost_full):
    numbers = newcomers(6)
    adding = [cast.person(f"Coordinator {each}", "coordinator").pk for each in range(6)]

    def add() -> int:
        people = [User.objects.get(pk=numbers.pop())]
        by = User.objects.get(pk=adding.pop())
        return cohorts.add(cohort=Cohort.objects.get(pk=almost_full.pk), people=people, by=by, now=timezone.now())

    check(almost_full, all_at_once(add, 6), 1)
