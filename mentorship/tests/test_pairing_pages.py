"""A coordinator brings people together and lets them part."""

import pytest
from django.utils import timezone

from mentorship.models import Pairing
from mentorship.services import pairings
from portal.testing import cast

pytestmark = pytest.mark.django_db
PAIRINGS = "/my/pairings/"


def test_two_people_are_paired_and_parted(mentor, stranger, moderator, login):
    client = login(moderator)

    page = client.post(PAIRINGS, {"mentor": mentor.handle, "participant": stranger.handle}, follow=True)
    assert "They are paired now" in page.content.decode()
    pairing = Pairing.objects.current().get(participant=stranger)
    assert pairing.mentor == mentor

    address = f"{PAIRINGS}{pairing.pk}/end/"
    assert client.get(address)["Location"] == PAIRINGS
    assert "no longer accompanies" in client.post(address, follow=True).content.decode()
    pairing.refresh_from_db()
    assert pairing.ended_at
    assert client.post(address).status_code == 404


def test_a_refusal_stands_in_the_form_and_the_choice_stays(participant, mentor, moderator, login):
    answer = login(moderator).post(PAIRINGS, {"mentor": mentor.handle, "participant": participant.handle})

    page = answer.content.decode()
    assert "These two are paired already." in page
    assert f'value="{mentor.handle}" selected' in page
    assert Pairing.objects.count() == 1


def test_somebody_without_the_role_cannot_be_chosen(participant, buyer, moderator, login):
    answer = login(moderator).post(PAIRINGS, {"mentor": buyer.handle, "participant": participant.handle})

    assert set(answer.context["form"].errors) == {"mentor"}


def test_the_list_may_be_of_one_person(participant, mentor, stranger, moderator, login):
    client = login(moderator)

    assert (
        "Maria Lindqvist</strong> accompanies" in client.get(f"{PAIRINGS}?person={mentor.handle}").content.decode()
    )
    assert "Nobody is paired yet" in client.get(f"{PAIRINGS}?person={stranger.handle}").content.decode()


def test_the_list_asks_the_same_for_one_and_many(mentor, moderator, operator, login, assert_queries_do_not_grow):
    def add():
        somebody = cast.person("Ola", "participant")
        pairings.begin(mentor=mentor, participant=somebody, by=operator, now=timezone.now())

    assert_queries_do_not_grow(PAIRINGS, add, client=login(moderator))
