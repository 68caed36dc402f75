"""Looking for a mentor, asking, answering, and re-pairing, as people see it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from mentorship.models import MentorProfile, MentorRequest, Pairing
from mentorship.selectors import mentoring
from mentorship.services import mentor_profiles, mentor_requests, pairings
from portal.accounts.services import people
from portal.testing import cast

pytestmark = pytest.mark.django_db
NUMBER = "0b6f2a2e-6b0b-4f57-9d2c-1a4c6a4f2a10"


@pytest.fixture
def xaver(skill):
    return mentor_with(1, "Xaver Lang", skills=[skill], languages="German, English", about="Slow hands.")


def mentor_with(places, name, **words):
    person = cast.person(name, "mentor")
    mentor_profiles.update(by=person, now=timezone.now(), capacity=places, **words)
    return person


def ask(mentor, by):
    return mentor_requests.ask(mentor=mentor, by=by, message="I weave.", now=timezone.now())


def names(answer):
    return [profile.user.display_name for profile, _wait, _paused in answer.context["cards"]]


def test_mentors_are_known_to_members_only(xaver, buyer, login):
    assert Client().get("/mentors/").status_code == 302
    page = login(buyer).get("/mentors/").content.decode()
    assert "Xaver Lang" in page
    assert "1 place free" in page
    assert "not known yet" in page
    people.take_role(user=xaver, role="mentor", by=cast.operator())
    assert "Xaver Lang" not in login(buyer).get("/mentors/").content.decode()
    assert login(buyer).get(f"/mentors/{xaver.handle}/").status_code == 404


def test_mentors_are_narrowed(xaver, stranger, moderator, login):
    full = mentor_with(0, "Olga Stein", languages="Igbo")
    people.update_profile(profile=full.profile, by=full, city="Oslo")
    client = login(stranger)

    assert names(client.get("/mentors/")) == ["Xaver Lang", "Olga Stein"]
    for query, found in (
        ("skill=throwing", ["Xaver Lang"]),
        ("language=igbo", ["Olga Stein"]),
        ("place=oslo", ["Olga Stein"]),
        ("free=on", ["Xaver Lang"]),
        ("q=slow", ["Xaver Lang"]),
        ("language=Klingon", []),
    ):
        assert names(client.get(f"/mentors/?{query}")) == found, query


def test_the_wait_is_the_middle_of_recent_answers(xaver):
    now = timezone.now()
    for days in (3, 9, 30):
        asked = MentorRequest.objects.create(
            mentor=xaver,
            participant=cast.person("Ola", "participant"),
            message="?",
            status="declined",
            reason="no_time",
            answered_at=now,
        )
        MentorRequest.objects.filter(pk=asked.pk).update(created_at=now - timedelta(days=days))

    assert mentoring.expected_waits([xaver.pk, 0], now=now) == {xaver.pk: "about 9 days", 0: "not known yet"}
    later = now + timedelta(days=181)
    assert mentoring.expected_waits([xaver.pk], now=later)[xaver.pk] == "not known yet"
    assert mentoring.wait_words([0.2]) == "within a day"


def test_asking_accepting_and_what_is_mailed(xaver, stranger, login, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"message": "I weave.", "submission": NUMBER}
        page = login(stranger).post(f"/mentors/{xaver.handle}/", sent, follow=True)
    assert "on its way" in page.content.decode()
    request = MentorRequest.objects.get()
    call_command("send_mails")
    assert xaver.email in mail.outbox[-1].to[0]
    assert request.get_absolute_url() in mail.outbox[-1].body
    assert "I weave." not in mail.outbox[-1].body

    with django_capture_on_commit_callbacks(execute=True):
        done = login(xaver).post(f"{request.get_absolute_url()}accept/", follow=True)
    assert "You accompany Bruno Teixeira now" in done.content.decode()
    call_command("send_mails")
    assert stranger.email in mail.outbox[-1].to[0]
    assert "accompanies you from now on" in mail.outbox[-1].body
    assert len(mail.outbox) == 2
    assert login(xaver).post(f"{request.get_absolute_url()}accept/", follow=True).status_code == 200
    assert Pairing.objects.count() == 1


def test_declining_tells_why(xaver, stranger, login, django_capture_on_commit_callbacks):
    request = ask(xaver, stranger)
    client, url = login(xaver), f"{request.get_absolute_url()}decline/"

    assert list(client.post(url, {}).context["form"].errors) == ["reason"]
    refused = client.post(url, {"reason": "other", "answer": " "})
    assert list(refused.context["form"].errors) == ["answer"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"reason": "other_mentor", "answer": "Olga weaves."})

    call_command("send_mails")
    assert "has answered your request" in mail.outbox[-1].body
    assert "Olga weaves." not in mail.outbox[-1].body
    assert "Olga weaves." in login(stranger).get(request.get_absolute_url()).content.decode()


def test_a_place_in_line_is_shown_and_the_mentor_hears_when_it_is_free(
    xaver, stranger, participant, operator, login, django_capture_on_commit_callbacks
):
    held = mentor_requests.accept(request=ask(xaver, stranger), by=xaver, now=timezone.now())
    waits = ask(xaver, participant)
    assert "Place 1 in line" in login(participant).get(waits.get_absolute_url()).content.decode()
    full = login(xaver).post(f"{waits.get_absolute_url()}accept/", follow=True)
    assert "All places of this mentor are taken" in full.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        pairings.end(pairing=held, by=operator, now=timezone.now())

    call_command("send_mails")
    assert xaver.email in mail.outbox[-1].to[0]
    assert "next in line" in mail.outbox[-1].body


def test_others_do_not_find_a_request(xaver, stranger, participant, mentor, moderator, login):
    url = ask(xaver, stranger).get_absolute_url()

    for person in (participant, mentor):
        assert login(person).get(url).status_code == 404
        for verb in ("accept", "decline", "withdraw"):
            assert login(person).post(f"{url}{verb}/").status_code == 404
    assert login(moderator).get(url).status_code == 200
    assert "Accept" not in login(moderator).get(url).content.decode()
    assert "You ask no longer" in login(stranger).post(f"{url}withdraw/", follow=True).content.decode()


def test_a_minor_is_told_who_brings_them_together(xaver, stranger, moderator, login):
    people.set_age_band(user=stranger, age_band="under_16", by=moderator)
    client, url = login(stranger), f"/mentors/{xaver.handle}/"

    page = client.get(url).content.decode()
    assert "brings you together" in page
    assert "<textarea" not in page
    client.post(url, {"message": "Please", "submission": NUMBER})
    assert not MentorRequest.objects.exists()


def test_a_mentor_tells_about_themselves(mentor, skill, participant, login):
    sent = {
        "about": "I show.",
        "skills": [skill.pk],
        "capacity": "4",
        "takes_requests": "on",
        "weekdays": ["fri", "mon"],
        "hours_per_week": "3",
    }
    page = login(mentor).post("/my/mentoring/", sent, follow=True).content.decode()

    assert "1 of 4 taken" in page
    assert "Monday, Friday" in page
    assert MentorProfile.objects.get(user=mentor).weekdays == "mon,fri"
    wrong = login(mentor).post("/my/mentoring/", {**sent, "capacity": "31"})
    assert list(wrong.context["form"].errors) == ["capacity"]
    assert "I show." in wrong.content.decode()
    assert login(participant).get("/my/mentoring/").status_code == 404


def test_a_coordinator_sees_that_places_are_taken_and_goes_beyond_on_purpose(
    xaver, stranger, participant, moderator, login
):
    mentor_requests.accept(request=ask(xaver, stranger), by=xaver, now=timezone.now())
    sent = {"mentor": xaver.handle, "participant": participant.handle}
    client = login(moderator)

    refused = client.post("/my/pairings/", sent)
    assert list(refused.context["form"].errors) == ["over_capacity"]
    page = client.post("/my/pairings/", {**sent, "over_capacity": "on"}, follow=True).content.decode()
    assert "beyond the mentor" in page


def test_another_mentor_goes_on_and_the_history_shows_both(xaver, participant, mentor, moderator, login):
    pairing = Pairing.objects.get(participant=participant)
    client, url = login(moderator), f"/my/pairings/{pairing.pk}/change/"

    assert "Another mentor for Amina Okoye" in client.get(url).content.decode()
    done = client.post(url, {"mentor": xaver.handle}, follow=True).content.decode()
    assert "Xaver Lang accompanies Amina Okoye from now on" in done
    history = client.get(f"/my/pairings/history/?person={participant.handle}").content.decode()
    assert "Xaver Lang" in history
    assert "Maria Lindqvist" in history
    assert login(mentor).get(url).status_code == 404
    assert login(mentor).get("/my/pairings/history/").status_code == 404


def test_the_lists_ask_the_same_for_one_and_many(
    xaver, skill, moderator, operator, login, assert_queries_do_not_grow
):
    def add_mentor():
        mentor_with(2, "Olga Stein", skills=[skill])

    def add_request():
        ask(xaver, cast.person("Ola", "participant"))

    def add_pairing():
        somebody = cast.person("Ola", "participant")
        pairings.begin(mentor=xaver, participant=somebody, by=operator, now=timezone.now(), over_capacity=True)

    assert_queries_do_not_grow("/mentors/", add_mentor, client=login(moderator))
    assert_queries_do_not_grow("/my/mentor-requests/", add_request, client=login(xaver))
    assert_queries_do_not_grow("/my/pairings/history/", add_pairing, client=login(moderator))
