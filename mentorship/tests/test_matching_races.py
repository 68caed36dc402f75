"""Many accept at once. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

import pytest
from django.utils import timezone

from mentorship.models import MentorRequest, Pairing
from mentorship.services import mentor_profiles, mentor_requests, pairings
from portal.testing import cast
from portal.testing.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def mentor_with(places, name):
    person = cast.person(name, "mentor")
    mentor_profiles.update(by=person, now=timezone.now(), capacity=places)
    return person


def accept_all(requests):
    waiting = list(requests)

    def accept():
        request = MentorRequest.objects.select_related("mentor").get(pk=waiting.pop().pk)
        return mentor_requests.accept(request=request, by=request.mentor, now=timezone.now())

    return all_at_once(accept, len(requests))


def test_a_mentor_with_one_place_accepts_ten_at_once_and_gets_one():
    mentor = mentor_with(1, "Xaver Lang")
    people = [cast.person(f"Person {number}", "participant") for number in range(10)]
    requests = [mentor_requests.ask(mentor=mentor, by=each, message="?", now=timezone.now()) for each in people]

    answers = accept_all(requests)

    assert sum(isinstance(answer, Pairing) for answer in answers) == 1
    assert sum(isinstance(answer, pairings.Full) for answer in answers) == 9
    assert Pairing.objects.current().filter(mentor=mentor).count() == 1
    assert sorted(MentorRequest.objects.values_list("status", flat=True)) == ["accepted", *["waiting"] * 9]


def test_three_mentors_accept_one_participant_at_once_and_one_gets_them():
    person = cast.person("Amina Okoye", "participant")
    mentors = [mentor_with(2, name) for name in ("Xaver Lang", "Olga Stein", "Per Dahl")]
    requests = [mentor_requests.ask(mentor=each, by=person, message="?", now=timezone.now()) for each in mentors]

    answers = accept_all(requests)

    assert sum(isinstance(answer, Pairing) for answer in answers) == 1
    assert sum(isinstance(answer, mentor_requests.NotOpen) for answer in answers) == 2
    assert Pairing.objects.current().filter(participant=person).count() == 1
    assert sorted(MentorRequest.objects.values_list("status", flat=True)) == ["accepted", "settled", "settled"]


def test_two_changes_of_mentor_that_cross_do_not_block_each_other():
    coordinator = cast.person("Carol Njeri", "coordinator")
    mentors = [mentor_with(3, name) for name in ("Xaver Lang", "Olga Stein")]
    now = timezone.now()
    changes = []
    for number in range(4):
        person = cast.person(f"Person {number}", "participant")
        here, there = mentors if number % 2 else reversed(mentors)
        pairing = pairings.begin(mentor=here, participant=person, by=coordinator, now=now, over_capacity=True)
        changes.append((pairing, there))

    def change():
        pairing, mentor = changes.pop()
        return pairings.change_mentor(
            pairing=pairing, mentor=mentor, by=coordinator, now=timezone.now(), over_capacity=True
        )

    answers = all_at_once(change, 4)

    assert all(isinstance(answer, Pairing) for answer in answers), answers
    assert Pairing.objects.current().count() == 4
