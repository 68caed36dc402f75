"""Which ways to pay there are: what buyers choose from, what must be set, and that fakes stay at home."""

import time

import pytest
import requests
import stripe as library
from django.core.management.base import CommandError

from shop import checks, payments
from shop.models import Payment
from shop.payments import patience
from shop.payments.fakes import server, stand
from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.server import serve
from shop.payments.fakes.stripe_fake import StripeFake
from shop.services import checkout, quotes
from shop.services import payments as payments_service
from shop.tests import fakes, tills
from shop.tests.factories import piece

DETAILS = "/shop/checkout/"


@pytest.fixture
def both(settings, db):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS = ["demo", "stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        yield fake


def typed(browser, **values):
    return {**tills.TYPED, "seen": tills.seen(browser.get(DETAILS)), **values}


def test_with_one_way_to_pay_the_page_says_which(participant):
    page = tills.browser_with(piece(participant)).get(DETAILS).content.decode()

    assert "You pay by:" in page
    assert "No money moves" in page
    assert 'name="provider"' not in page


def test_with_several_ways_the_buyer_chooses_and_goes_there(participant, both):
    browser = tills.browser_with(piece(participant))
    page = browser.get(DETAILS).content.decode()
    assert page.count('name="provider"') == 2

    answer = browser.post(DETAILS, typed(browser, provider="stripe"))

    assert answer["Location"].startswith(both.base)
    assert Payment.objects.get().provider == "stripe"


def test_a_way_that_is_not_switched_on_cannot_be_chosen(participant, both, settings):
    browser = tills.browser_with(piece(participant))
    assert browser.post(DETAILS, typed(browser, provider="paypal")).status_code == 422

    basket = tills.basket_with(piece(participant))
    details = checkout.Details(email="a@example.org", name="A", address=tills.ADDRESS, provider="unknown")
    with pytest.raises(payments.UnknownProvider):
        checkout.place(
            details=details,
            by=None,
            expected=quotes.quote(basket=basket, by=None).expected,
            now=tills.timezone.now(),
        )
    assert not Payment.objects.exists()


def ids(found):
    return [error.id for error in found]


def test_a_provider_without_keys_is_named_before_the_site_starts(settings):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "", []

    assert ids(checks.payments_are_possible()) == ["shop.E007", "shop.E007"]


@pytest.mark.parametrize("address", ["https://attacker.example", "http://10.0.0.1:80", "http://127.0.0.1.evil:1"])
def test_calls_with_our_keys_go_nowhere_but_to_the_provider_or_this_machine(settings, address):
    settings.STRIPE_API_BASE, settings.PAYPAL_API_BASE = address, ""

    assert ids(checks.payments_are_possible()) == ["shop.E008"]


def test_a_public_site_has_no_fakes(settings):
    settings.PAYMENT_PROVIDERS, settings.SITE_URL = [], "https://shop.example"

    assert ids(checks.payments_are_possible()) == ["shop.E009"]


# The fake keeps to what the SDK says ------------------------------------------------------------------------


@pytest.fixture
def asking():
    """`asking(call, **parameters)`: what the fake answers to a raw form."""
    fake = StripeFake()
    running = serve(fake)

    def ask(path, **form):
        bearer = {"Authorization": f"Bearer {fake.secret}"}
        return requests.post(f"{running.base}{path}", data=form, headers=bearer, timeout=5).json()["error"]

    yield ask
    running.stop()


GOOD = {
    "mode": "payment",
    "success_url": "http://127.0.0.1/",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "500",
    "line_items[0][quantity]": "1",
}


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"transfer_grp": "x"}, "transfer_grp"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"line_items[0][price_data][unit_amount]": "5.00"}, "line_items[0][price_data][unit_amount]"),
        ({"line_items[0][price_data][colour]": "blue"}, "line_items[0][price_data][colour]"),
        ({"expires_at": "1"}, "expires_at"),
    ],
)
def test_the_fake_refuses_what_the_sdk_does_not_know(asking, wrong, param):
    assert asking("/v1/checkout/sessions", **{**GOOD, **wrong})["param"] == param


def test_the_fake_misses_what_the_sdk_requires(asking):
    without = {name: value for name, value in GOOD.items() if "currency" not in name}

    error = asking("/v1/checkout/sessions", **without)

    assert (error["code"], error["param"]) == ("parameter_missing", "line_items[0][price_data][currency]")


def test_the_fake_knows_its_own_mistakes():
    from shop.payments.fakes import stripe_objects as objects

    row = objects.refund({}, {"id": "ch_1", "currency": "eur", "payment_intent": "pi_1"}, 5, now=1, status="maybe")
    row["colour"] = "blue"
    del row["amount"]

    assert sorted(problem.split(":")[0] for problem in objects.shape_problems(row)) == [
        "Refund.amount",
        "Refund.colour",
    ]
    assert library.Refund  # whose annotations these are


@pytest.mark.django_db
def test_a_fakes_page_works_without_javascript_and_names_its_fields(participant, both):
    browser = tills.browser_with(piece(participant))
    url = browser.post(DETAILS, typed(browser, provider="stripe"))["Location"]

    page = requests.get(url, timeout=5).text

    assert "<script" not in page
    assert page.count("<label>") == 4
    assert "<fieldset><legend>" in page
    assert 'lang="en"' in page


# Beside a developer's site ----------------------------------------------------------------------------------


@pytest.fixture
def at_home(settings, tmp_path, monkeypatch):
    """A machine where PAYMENTS=fakes; events go to a door that only notes them."""
    told = []
    monkeypatch.setattr(server, "_post_until_taken", lambda url, message: told.append((url, message)))
    settings.JOBS_ALIVE_FILE, settings.SITE_URL = tmp_path / "alive", "http://127.0.0.1:8000"
    settings.FAKE_STRIPE_PORT = settings.FAKE_PAYPAL_PORT = 0
    return told


def ask(base, path, **form):
    bearer = {"Authorization": "Bearer sk_test_fake"}
    return requests.request(
        "POST" if form else "GET", f"{base}{path}", data=form, headers=bearer, timeout=5
    ).json()


def test_fakes_at_home_tell_the_sites_webhook_and_remember_what_was_before_the_last_stop(at_home):
    with stand.open_for_business() as bases:
        session = ask(bases["stripe"], "/v1/checkout/sessions", **GOOD)
        fakes.click(session["url"], card="good", do="pay")

    assert {url for url, _message in at_home} == {"http://127.0.0.1:8000/shop/webhooks/stripe/"}
    with stand.open_for_business() as bases:
        known = ask(bases["stripe"], f"/v1/checkout/sessions/{session['id']}")
    assert known["payment_status"] == "paid"


def test_a_port_that_is_taken_is_named(at_home, settings):
    with stand.open_for_business() as bases:
        settings.FAKE_STRIPE_PORT = int(bases["stripe"].rsplit(":", 1)[1])
        with pytest.raises(CommandError, match=f"port {settings.FAKE_STRIPE_PORT}"), stand.open_for_business():
            pass


def test_faults_and_the_clock_can_be_asked_for_from_outside(at_home):
    with stand.open_for_business() as bases:
        ask(bases["stripe"], "/_test/fault", call="POST /v1/checkout", mode="503")
        assert "error" in ask(bases["stripe"], "/v1/checkout/sessions", **GOOD)
        session = ask(bases["stripe"], "/v1/checkout/sessions", **GOOD)
        ask(bases["stripe"], "/_test/clock", ahead=str(25 * 3600))

        assert ask(bases["stripe"], f"/v1/checkout/sessions/{session['id']}")["status"] == "expired"


# A provider that is silent (F18) ----------------------------------------------------------------------------


@pytest.fixture
def short_patience(monkeypatch):
    """The same rule with a shorter time, so that the test need not wait ten seconds."""
    assert patience.PAGE < 10
    monkeypatch.setattr(patience, "PAGE", 2.0)
    return 2.0


@pytest.fixture
def paypal(settings, db):
    fake = PayPalFake()
    settings.PAYMENT_PROVIDERS = ["paypal"]
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = fake.client_id, fake.secret
    settings.PAYPAL_WEBHOOK_ID = fake.webhook_id
    with fakes.running(fake, "paypal") as base:
        settings.PAYPAL_API_BASE = base
        yield fake


def waited(browser, path, data=None):
    """What a buyer sees in the end, and how many seconds it took with all pages in between."""
    begun = time.monotonic()
    answer = browser.post(path, data, follow=True) if data else browser.get(path)
    return answer, time.monotonic() - begun


#: What pages do beside waiting, on a machine that is busy with other things.
WORK = 2.0


@pytest.mark.parametrize("name", ["stripe", "paypal"])
def test_matrix_11_a_silent_provider_keeps_the_buyer_no_longer_than_one_page_may(
    participant, both, paypal, settings, short_patience, name
):
    settings.PAYMENT_PROVIDERS = ["stripe", "paypal"]
    pot = piece(participant)
    browser = tills.browser_with(pot)
    form = typed(browser, provider=name)
    for fake in (both, paypal):
        fake.fail("POST /v", "silent", times=9)
        fake.fail("GET /v", "silent", times=9)

    page, seconds = waited(browser, DETAILS, form)

    assert "does not answer" in page.content.decode()
    assert page.status_code == 200
    assert short_patience * 0.5 < seconds < short_patience + WORK  # the page after it did not wait as well
    assert Payment.objects.get().state == "created"
    assert tills.stock(pot) == (1, 1)


def test_f18_who_comes_back_from_a_silent_provider_waits_no_longer_either(
    participant, both, settings, short_patience
):
    settings.PAYMENT_PROVIDERS = ["stripe"]
    payment = tills.order(piece(participant))
    both.pay(payment.ref)
    browser = tills.browser_with()
    path = payments_service.return_path(payment)
    both.fail("GET /v1", "silent", times=9)

    page, seconds = waited(browser, path)
    assert "We keep asking." in page.content.decode()
    assert seconds < short_patience + WORK
    both.faults.clear()

    page, _seconds = waited(browser, path)
    assert "Thank you, it is paid." in page.content.decode()


def test_calls_before_use_up_the_time_of_those_after(short_patience):
    with patience.at_most(), patience.at_most(60):
        assert patience.left() <= short_patience
        time.sleep(short_patience)
        with pytest.raises(patience.OutOfPatience):
            patience.left()
    assert patience.left() == patience.CALL
