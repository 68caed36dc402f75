"""A coordinator gives roles and brings people together."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.testing import cast

pytestmark = pytest.mark.django_db
PEOPLE, PAIRINGS = "/my/people/", "/my/pairings/"


def test_only_coordinators_and_operators_find_the_pages(participant, mentor, buyer, moderator, operator, login):
    for url in (PEOPLE, f"{PEOPLE}{participant.handle}/", PAIRINGS):
        assert Client().get(url).status_code == 302
        for person, status in ((participant, 404), (mentor, 404), (buyer, 404), (moderator, 200), (operator, 200)):
            assert login(person).get(url).status_code == status
    assert login(participant).post(f"{PEOPLE}{buyer.handle}/", {"give": "participant"}).status_code == 404
    assert login(mentor).post(f"{PAIRINGS}{mentor.mentor_pairings.get().pk}/end/").status_code == 404


def test_people_are_found_by_name_handle_and_address(participant, stranger, moderator, login):
    for text in ("okoye", participant.handle, participant.email, "AMINA okoye"):
        page = login(moderator).get(PEOPLE, {"q": text}).content.decode()
        assert f"{PEOPLE}{participant.handle}/" in page
        assert f"{PEOPLE}{stranger.handle}/" not in page
    assert "Nobody found" in login(moderator).get(PEOPLE, {"q": "nobody at all"}).content.decode()


def test_the_list_asks_the_same_for_one_and_many(moderator, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(PEOPLE, lambda: cast.person("Ola", "participant"), client=login(moderator))


def test_roles_are_given_and_taken_with_a_message(buyer, moderator, login):
    client, url = login(moderator), f"{PEOPLE}{buyer.handle}/"

    given = client.post(url, {"give": "participant"}, follow=True).content.decode()
    assert "has the role “Participant” now" in given
    assert User.objects.get(pk=buyer.pk).has_role("participant")

    taken = client.post(url, {"take": "participant"}, follow=True).content.decode()
    assert "no longer has the role “Participant”" in taken
    assert not User.objects.get(pk=buyer.pk).has_role("participant")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"give": "coordinator"}, "Only a coordinator gives this role."),
        ({"give": "emperor"}, "There is no such role."),
        ({}, "There is no such role."),
    ],
)
def test_a_refusal_is_told_in_words(buyer, moderator, login, sent, words):
    page = login(moderator).post(f"{PEOPLE}{buyer.handle}/", sent, follow=True).content.decode()

    assert words in page
    assert User.objects.get(pk=buyer.pk).role_slugs == {"buyer"}


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("buyer", {"My orders"}, {"My works", "My shop", "My sales", "People and roles"}),
        ("moderator", {"My orders", "People and roles", "Pairings"}, {"My works", "My shop", "My sales"}),
        ("mentor", {"My orders", "My works"}, {"My shop", "My sales", "Pairings"}),
        ("participant", {"My orders", "My works", "My shop", "My sales"}, {"Pairings"}),
    ],
)
def test_menus_hold_only_doors_that_open(who, shown, hidden, request, login):
    page = login(request.getfixturevalue(who)).get("/my/profile/").content.decode()

    assert all(words in page for words in shown)
    assert not any(words in page for words in hidden)
