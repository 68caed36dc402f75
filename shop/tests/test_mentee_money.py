"""What a mentor sees of somebody's money: by consent, without buyers; and coordinators no more than they need."""

import pytest
from django.utils import timezone

from mentorship.services import pairings
from portal.accounts.services import consents, people
from portal.core import timeline
from portal.core.timeline import Subject
from portal.testing import cast
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(participant):
    release(tills.paid(piece(participant, title="Blue jug", price="50.00")))


@pytest.fixture
def agreed(participant):
    return consents.give_consent(user=participant, kind="money", by=participant, now=timezone.now())


def page(login, viewer, person):
    return login(viewer).get(f"/my/mentees/{person.handle}/money/")


def told(person, viewer):
    return [event for event in timeline.page(Subject(person), viewer=viewer).events if event.kind == "sale"]


def test_without_consent_a_mentor_sees_nothing(participant, mentor, sold, login):
    assert page(login, mentor, participant).status_code == 404
    assert told(participant, mentor) == []
    assert "What they earn" not in login(mentor).get(f"/my/mentees/{participant.handle}/tasks/").content.decode()


def test_with_consent_they_see_earnings_and_savings_but_no_buyer(participant, mentor, sold, agreed, login):
    shown = page(login, mentor, participant)

    assert shown.status_code == 200
    words = shown.content.decode()
    assert "€50.00" in words
    for secret in ("Greta", "guest@example.org", "Mill Lane", "Please wrap"):
        assert secret not in words
    assert "€50.00" in told(participant, mentor)[0].text
    assert f"/my/mentees/{participant.handle}/money/" in (
        login(mentor).get(f"/my/mentees/{participant.handle}/tasks/").content.decode()
    )


def test_only_for_as_long_as_they_accompany_and_agree(participant, mentor, operator, sold, agreed, login):
    consents.withdraw_consent(user=participant, kind="money", by=participant, now=timezone.now())
    assert page(login, mentor, participant).status_code == 404

    consents.give_consent(user=participant, kind="money", by=participant, now=timezone.now())
    assert page(login, mentor, participant).status_code == 200
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())
    assert page(login, mentor, participant).status_code == 404


def test_for_a_child_a_guardian_agrees(participant, mentor, moderator, sold, agreed, login):
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    assert page(login, mentor, participant).status_code == 404

    said = {"name": "Ngozi", "contact": "1", "relation": "parent", "by": moderator}
    guardian = consents.record_guardian(user=participant, **said)
    consents.give_consent(user=participant, kind="money", by=moderator, now=timezone.now(), guardian=guardian)

    assert page(login, mentor, participant).status_code == 200


def test_others_see_nothing_even_with_consent(participant, stranger, moderator, sold, agreed, login):
    other = cast.mentor_of(stranger, "Other Mentor")

    assert page(login, other, participant).status_code == 404
    assert page(login, moderator, participant).status_code in (403, 404)
    assert page(login, stranger, participant).status_code in (403, 404)


def test_coordinators_learn_that_something_was_sold_but_not_for_how_much(participant, moderator, sold):
    (event,) = told(participant, moderator)

    assert "Blue jug" in event.title
    assert event.text == ""


def test_ones_own_page_says_who_else_sees_it(participant, agreed, login):
    assert "Your mentor sees what you earn" in login(participant).get("/my/money/").content.decode()


def test_it_asks_the_same_however_many_sales(participant, mentor, agreed, login, assert_queries_do_not_grow):
    url = f"/my/mentees/{participant.handle}/money/"

    assert_queries_do_not_grow(url, lambda: tills.paid(piece(participant)), client=login(mentor), rows=3)
