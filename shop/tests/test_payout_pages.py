"""Payouts on pages: asking with the password just typed, and the coordinators' side."""

import uuid

import pytest
from django.utils import timezone

from portal.accounts.services import consents, people
from portal.testing import cast
from portal.testing.uploads import picture
from shop.models import Payout
from shop.selectors import purses
from shop.services import payouts
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_payouts import ask
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db
ASK = "/my/payouts/new/"


@pytest.fixture
def fifty(participant):
    """50.00 in hand."""
    release(tills.paid(piece(participant, price="50.00")))


@pytest.fixture
def fresh(login):
    """A browser whose person has just typed their password."""

    def browser_of(person):
        browser = login(person)
        answer = browser.post("/account/reauthenticate/?next=/my/", {"password": cast.PASSWORD})
        assert answer.status_code == 302
        return browser

    return browser_of


def typed(**values):
    return {"amount": "20", "method": "cash", "submission": str(uuid.uuid4())} | values


def test_whose_password_was_not_just_typed_is_asked_for_it(participant, fifty, login):
    answer = login(participant).get(ASK)

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_one_asks_and_sees_what_is_on_its_way(participant, fifty, fresh):
    browser = fresh(participant)
    assert 'value="50.00"' in browser.get(ASK).content.decode()

    answer = browser.post(ASK, typed(), follow=True)

    shown = answer.content.decode()
    assert "€20.00 is on its way to you." in shown
    assert "Asked for" in shown
    assert Payout.objects.get().amount_minor == 2000


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "50.01"}, "amount"),
        ({"amount": "9.99"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1e9"}, "amount"),
        ({"amount": "two"}, "amount"),
        ({"method": "bank"}, "destination"),
        ({"method": "gold"}, "method"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(participant, fifty, fresh, values, field):
    answer = fresh(participant).post(ASK, typed(**values))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert f'value="{values.get("amount", "20")}"' in answer.content.decode()
    assert not Payout.objects.exists()


def test_a_minor_chooses_a_guardian(participant, moderator, fifty, fresh):
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    consents.record_guardian(user=participant, name="Ngozi", contact="1", relation="parent", by=moderator)
    guardian = participant.guardians.get()
    browser = fresh(participant)
    assert "Ngozi (Parent)" in browser.get(ASK).content.decode()

    browser.post(ASK, typed(guardian=guardian.pk))

    assert Payout.objects.get().guardian == guardian


def test_one_calls_ones_own_payout_off(participant, fifty, login):
    payout = ask(participant)

    answer = login(participant).post(f"/payouts/{payout.public_id}/", {"do": "cancel"}, follow=True)

    assert "Called off" in answer.content.decode()
    assert purses.holding(participant, "EUR").ready_minor == 5000


def test_a_coordinator_prepares_pays_with_a_proof_and_the_maker_fetches_it(participant, moderator, fifty, login):
    payout = ask(participant)
    url, browser = f"/payouts/{payout.public_id}/", login(moderator)
    assert "Amina Okoye" in browser.get("/payouts/").content.decode()
    browser.post(url, {"do": "prepare"})

    refused = browser.post(url, {"do": "pay", "ref": "R-5"})
    assert refused.status_code == 422
    assert "evidence" in refused.context["pay_form"].errors
    assert 'value="R-5"' in refused.content.decode()
    browser.post(url, {"do": "pay", "ref": "R-5", "evidence": picture("receipt.jpg")})

    payout.refresh_from_db()
    assert (payout.state, payout.ref) == ("paid", "R-5")
    proof = login(participant).get(f"{url}proof/")
    assert proof.status_code == 200
    assert proof["Content-Type"] == "image/jpeg"
    assert "private" in proof["Cache-Control"]


def test_a_large_payout_shows_who_may_agree(participant, moderator, fifty, login, settings):
    settings.PAYOUT_TWO_ABOVE_MINOR = 0
    another = cast.person("Second Coordinator", "coordinator")
    payout = payouts.prepare(payout=ask(participant), by=moderator, now=timezone.now())
    url = f"/payouts/{payout.public_id}/"

    first, second = (login(person).get(url).content.decode() for person in (moderator, another))

    assert "I agree that it leaves" not in first
    assert "Keep it as paid" not in first
    assert "I agree that it leaves" in second
    login(another).post(url, {"do": "approve"})
    assert "Keep it as paid" in login(moderator).get(url).content.decode()


def test_mentors_and_strangers_find_no_payout(participant, mentor, stranger, fifty, login):
    payout = ask(participant)

    for person in (mentor, stranger):
        assert login(person).get(f"/payouts/{payout.public_id}/").status_code == 404
        assert login(person).get("/payouts/").status_code in (403, 404)


def test_what_is_owed_is_seen_with_nothing_of_sales_or_buyers(participant, moderator, fifty, login):
    shown = login(moderator).get("/payouts/owed/").content.decode()

    assert "Amina Okoye" in shown
    assert "€50.00" in shown
    assert "Greta" not in shown
    assert "Pot number" not in shown


def test_a_coordinator_prepares_for_somebody(participant, moderator, fifty, login):
    login(moderator).post(f"/payouts/for/{participant.handle}/", typed(amount="50"))

    payout = Payout.objects.get()
    assert (payout.person, payout.requested_by, payout.state) == (participant, moderator, "prepared")
    assert login(moderator).get(f"/payouts/for/{moderator.handle}/").status_code == 404


def test_lists_ask_the_same_however_long(participant, moderator, login, assert_queries_do_not_grow):
    browser, names = login(moderator), iter(range(99))

    def owe():
        maker = cast.person(f"Maker {next(names)}", "participant")
        release(tills.paid(piece(maker, price="50.00")))
        return maker

    assert_queries_do_not_grow("/payouts/owed/", owe, client=browser, rows=3)
    assert_queries_do_not_grow("/payouts/", lambda: ask(owe()), client=browser, rows=3)

    def ask_and_cancel():
        release(tills.paid(piece(participant, price="50.00")))
        payouts.cancel(payout=ask(participant, 1000), by=participant, now=timezone.now())

    assert_queries_do_not_grow("/my/payouts/", ask_and_cancel, client=login(participant), rows=3)
