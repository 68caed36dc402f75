"""Asking for a mentor: places, the line, and who may ask whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import MentorProfile, MentorRequest, Pairing
from mentorship.services import mentor_profiles, mentor_requests, pairings
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def free_mentor():
    return mentor_with(1)


def mentor_with(places, name="Xaver Lang"):
    person = cast.person(name, "mentor")
    mentor_profiles.update(by=person, now=timezone.now(), capacity=places)
    return person


def ask(mentor, by, **more):
    return mentor_requests.ask(**{"mentor": mentor, "message": "I weave.", "now": timezone.now(), **more}, by=by)


def accept(request, by=None):
    return mentor_requests.accept(request=request, by=by or request.mentor, now=timezone.now())


def decline(request, **more):
    values = {"by": request.mentor, "reason": "no_time", "now": timezone.now(), **more}
    return mentor_requests.decline(request=request, **values)


def end(pairing, by):
    return pairings.end(pairing=pairing, by=by, now=timezone.now())


def state(request):
    request.refresh_from_db()
    return request.status


def test_a_request_that_is_accepted_pairs_two_people(free_mentor, stranger):
    request = ask(free_mentor, stranger)

    pairing = accept(request)

    assert (pairing.mentor, pairing.participant, pairing.is_over_capacity) == (free_mentor, stranger, False)
    assert state(request) == "accepted"
    with pytest.raises(mentor_requests.NotOpen):
        accept(request)
    with pytest.raises(mentor_requests.AlreadyAccompanied):
        ask(free_mentor, stranger)


def test_what_was_asked_of_others_is_settled(
    free_mentor, stranger, participant, django_capture_on_commit_callbacks
):
    other = mentor_with(1, "Olga Stein")
    elsewhere, here = ask(other, stranger), ask(free_mentor, stranger)
    Pairing.objects.filter(participant=participant).delete()

    accept(here)

    assert state(elsewhere) == "settled"
    with pytest.raises(mentor_requests.NotOpen):
        accept(elsewhere)


def test_a_place_kept_for_somebody_who_found_another_goes_to_the_next(
    free_mentor, stranger, operator, django_capture_on_commit_callbacks
):
    first, second = stranger, cast.person("Ola Berg", "participant")
    held = accept(ask(free_mentor, cast.person("Ann Hill", "participant")))
    waits, next_one = ask(free_mentor, first), ask(free_mentor, second)
    end(held, operator)
    assert (state(waits), state(next_one)) == ("asked", "waiting")

    with django_capture_on_commit_callbacks(execute=True):
        accept(ask(mentor_with(1, "Olga Stein"), first))

    assert (state(waits), state(next_one)) == ("settled", "asked")


def test_who_asks_a_full_mentor_waits_in_line(free_mentor, stranger, participant, operator):
    held = accept(ask(free_mentor, stranger))
    first, second = (ask(free_mentor, cast.person(name, "participant")) for name in ("Ann", "Ola"))
    placed = MentorRequest.objects.with_place().in_line()
    assert [(row.pk, row.ahead_count) for row in placed] == [(first.pk, 0), (second.pk, 1)]
    with pytest.raises(pairings.Full):
        accept(second)

    end(held, operator)

    assert (state(first), state(second)) == ("asked", "waiting")
    assert ask(free_mentor, participant).status == "waiting"  # the free place is kept for who waited
    decline(first)
    assert state(second) == "asked"


def test_those_who_asked_wait_when_the_last_place_goes(free_mentor, stranger, participant):
    left = ask(free_mentor, participant)

    accept(ask(free_mentor, stranger))

    assert state(left) == "waiting"
    assert left.waiting_since == left.created_at


def test_more_places_let_the_line_move_up(free_mentor, stranger, participant):
    accept(ask(free_mentor, stranger))
    waits = ask(free_mentor, participant)

    mentor_profiles.update(by=free_mentor, now=timezone.now(), capacity=2)

    assert state(waits) == "asked"


def test_a_withdrawn_request_frees_its_place_in_the_line(free_mentor, stranger):
    accept(ask(free_mentor, stranger))
    first, second = (ask(free_mentor, cast.person(name, "participant")) for name in ("Ann", "Ola"))

    mentor_requests.withdraw(request=first, by=first.participant, now=timezone.now())

    assert MentorRequest.objects.with_place().get(pk=second.pk).ahead_count == 0
    with pytest.raises(mentor_requests.NotOpen):
        mentor_requests.withdraw(request=first, by=first.participant, now=timezone.now())


def test_a_request_is_declined_for_a_reason(free_mentor, stranger):
    request = ask(free_mentor, stranger)
    with pytest.raises(mentor_requests.NoReason):
        decline(request, reason="because")
    with pytest.raises(mentor_requests.NoWords):
        decline(request, reason="other", answer=" ")

    decline(request, reason="other", answer="I move  to Oslo.")

    assert (state(request), request.answer) == ("declined", "I move to Oslo.")
    assert ask(free_mentor, stranger).status == "asked"


def test_a_mentor_may_want_no_more_requests_from_somebody(free_mentor, stranger):
    decline(ask(free_mentor, stranger), is_final=True)

    with pytest.raises(NotAllowed):
        ask(free_mentor, stranger)


def test_only_who_was_asked_answers_and_who_asked_withdraws(free_mentor, mentor, stranger, moderator):
    request = ask(free_mentor, stranger)

    for by in (mentor, stranger, moderator):
        with pytest.raises(NotAllowed):
            accept(request, by)
        with pytest.raises(NotAllowed):
            decline(request, by=by)
    with pytest.raises(NotAllowed):
        mentor_requests.withdraw(request=request, by=free_mentor, now=timezone.now())


def test_one_asks_once_and_not_too_many(free_mentor, stranger):
    number = uuid4()
    assert ask(free_mentor, stranger, submission=number) == ask(free_mentor, stranger, submission=number)
    with pytest.raises(mentor_requests.AlreadyAsked):
        ask(free_mentor, stranger)
    with pytest.raises(mentor_requests.NoMessage):
        ask(mentor_with(1, "Ina Wolf"), stranger, message="  ")

    ask(mentor_with(1, "Olga Stein"), stranger)
    ask(mentor_with(1, "Per Dahl"), stranger)
    with pytest.raises(mentor_requests.AskedEnough):
        ask(mentor_with(1, "Eva Blum"), stranger)


def test_a_mentor_who_pauses_or_takes_none_is_not_asked(free_mentor, stranger, mentor, buyer):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for words in ({"takes_requests": False}, {"takes_requests": True, "paused_until": tomorrow}):
        mentor_profiles.update(by=free_mentor, now=timezone.now(), **words)
        with pytest.raises(NotAllowed):
            ask(free_mentor, stranger)
    with pytest.raises(NotAllowed):
        ask(mentor, stranger)  # has said nothing about requests
    mentor_profiles.update(by=free_mentor, now=timezone.now(), paused_until=None)
    for by in (buyer, free_mentor):
        with pytest.raises(NotAllowed):
            ask(free_mentor, by)
    assert ask(free_mentor, stranger)


def test_minors_are_paired_by_a_coordinator_and_ask_nobody(free_mentor, stranger, moderator):
    people.set_age_band(user=stranger, age_band="16_17", by=moderator)

    with pytest.raises(NotAllowed):
        ask(free_mentor, stranger)
    pairings.begin(mentor=free_mentor, participant=stranger, by=moderator, now=timezone.now())


def test_a_coordinator_goes_beyond_the_places_only_on_purpose(free_mentor, stranger, participant, moderator):
    accept(ask(free_mentor, stranger))
    both = {"mentor": free_mentor, "participant": participant, "by": moderator, "now": timezone.now()}

    with pytest.raises(pairings.Full):
        pairings.begin(**both)

    assert pairings.begin(**both, over_capacity=True).is_over_capacity


def test_a_change_of_mentor_is_whole_and_keeps_the_history(participant, mentor, free_mentor, stranger, moderator):
    old = Pairing.objects.get(participant=participant)
    taken = accept(ask(free_mentor, stranger))
    change = {"pairing": old, "mentor": free_mentor, "by": moderator, "now": timezone.now()}
    with pytest.raises(pairings.Full):
        pairings.change_mentor(**change)
    old.refresh_from_db()
    assert old.ended_at is None

    end(taken, moderator)
    with pytest.raises(NotAllowed):
        pairings.change_mentor(**{**change, "by": mentor})
    new = pairings.change_mentor(**change)

    old.refresh_from_db()
    assert (old.ended_at is not None, new.mentor) == (True, free_mentor)
    assert Pairing.objects.filter(participant=participant).count() == 2


def test_a_profile_is_of_mentors_and_has_an_end_of_places(free_mentor, buyer, skill):
    with pytest.raises(NotAllowed):
        mentor_profiles.update(by=buyer, now=timezone.now(), about="x")
    with pytest.raises(mentor_profiles.BadCapacity):
        mentor_profiles.update(by=free_mentor, now=timezone.now(), capacity=31)

    mentor_profiles.update(
        by=free_mentor, now=timezone.now(), capacity=0, skills=[skill], languages="English, Igbo"
    )

    profile = MentorProfile.objects.with_places().get(user=free_mentor)
    assert (profile.capacity, profile.free_count, profile.taken_count) == (0, 0, 0)
    assert profile.language_list == ["English", "Igbo"]
    assert list(profile.skills.all()) == [skill]
