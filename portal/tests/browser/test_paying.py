"""Paying at Stripe and PayPal in a browser: declined and paid, 3-D Secure, agreed, and a closed tab.

Both providers are our fakes on loopback; their pages are looked at like ours, and work without JavaScript.
"""

import copy

import pytest
from django.utils import timezone

from portal.tests.browser.conftest import DESK, PHONE
from portal.tests.browser.test_walk import maker, pot
from shop.models import Payment
from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.stripe_fake import StripeFake
from shop.services import inbox, ledger
from shop.tests import fakes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SIZES = pytest.mark.parametrize(
    ("size", "javascript"), [(PHONE, False), (DESK, True)], ids=["phone-no-js", "desk"]
)


@pytest.fixture
def providers(settings, db):
    """Both fakes, as settings would name them."""
    stripe, paypal = StripeFake(), PayPalFake()
    settings.PAYMENT_PROVIDERS = ["stripe", "paypal"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = stripe.secret, [stripe.signing_secret]
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = paypal.client_id, paypal.secret
    settings.PAYPAL_WEBHOOK_ID = paypal.webhook_id
    with fakes.running(stripe, "stripe") as at_stripe, fakes.running(paypal, "paypal") as at_paypal:
        settings.STRIPE_API_BASE, settings.PAYPAL_API_BASE = at_stripe, at_paypal
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"] += [at_stripe, at_paypal]
        settings.CONTENT_SECURITY_POLICY = policy
        yield {"stripe": stripe, "paypal": paypal}
    for name, fake in (("stripe", stripe), ("paypal", paypal)):
        fakes.books_agree(fake, name)


@pytest.fixture
def order(open_browser, looks_right, providers):
    """`order(way, size, javascript)`: a guest's page at the provider, and how to look at it."""

    def go(way, size, javascript):
        amina = maker()
        pot(amina)
        visitor = open_browser(size, javascript=javascript)

        def look():
            if javascript:
                looks_right(visitor)

        visitor.goto(amina.portfolio.url)
        visitor.get_by_role("link", name="A pot with a blue rim").first.click()
        visitor.get_by_role("link", name="Buy it").click()
        visitor.get_by_role("button", name="Put in the basket").click()
        visitor.goto("/shop/checkout/")
        visitor.get_by_label("E-mail").fill("greta@example.org")
        visitor.get_by_label("Name", exact=True).fill("Greta Holm")
        visitor.get_by_label("Street and number").fill("Mill Lane 3")
        visitor.get_by_label("Postcode").fill("22100")
        visitor.get_by_label("Town").fill("Lund")
        visitor.get_by_label("Country").select_option(label="Sweden")
        visitor.locator(f"[name=provider][value={way}]").check()
        look()
        visitor.get_by_role("button", name="Order and pay").click()
        visitor.wait_for_url(f"{providers[way].base}/**")
        look()
        return amina, visitor, look

    return go


def is_thanked(visitor):
    visitor.wait_for_url("**/shop/checkout/**")
    return "Thank you" in visitor.locator("h1").inner_text()


def earned(amina):
    return ledger.balance(kind="earnings_pending", currency="EUR", owner=amina)


@SIZES
def test_a_declined_card_and_then_another_one_pays_at_stripe(order, size, javascript):
    amina, visitor, look = order("stripe", size, javascript)

    visitor.get_by_label("Card that is declined").check()
    visitor.get_by_role("button", name="Pay").click()
    assert "Your card was declined" in visitor.locator("main").inner_text()
    look()
    visitor.get_by_label("Card that is accepted").check()
    visitor.get_by_role("button", name="Pay").click()

    assert is_thanked(visitor)
    look()
    assert earned(amina) == 4000 - 85


@SIZES
def test_a_bank_that_asks_back_is_answered_at_stripe(order, size, javascript):
    amina, visitor, look = order("stripe", size, javascript)

    visitor.get_by_label("Card whose bank asks back").check()
    visitor.get_by_role("button", name="Pay").click()
    look()
    visitor.get_by_role("button", name="Yes, it is me").click()

    assert is_thanked(visitor)
    assert earned(amina) == 4000 - 85


@SIZES
def test_a_buyer_agrees_at_paypal(order, size, javascript):
    amina, visitor, look = order("paypal", size, javascript)

    visitor.get_by_role("button", name="Agree and pay").click()

    assert is_thanked(visitor)
    look()
    assert earned(amina) == 4000 - 159


def test_a_tab_that_is_closed_after_paying_has_paid(order, providers):
    amina, visitor, _look = order("stripe", PHONE, False)

    def close_after_paying(route):
        route.fetch(max_redirects=0)
        route.abort("aborted")

    visitor.route(f"{providers['stripe'].base}/c/pay/**", close_after_paying)
    visitor.get_by_role("button", name="Pay").click()
    visitor.close()
    assert not Payment.objects.get().is_captured

    for message in providers["stripe"].held:
        assert fakes.post("stripe", message) == 200
    inbox.work(now=timezone.now())

    assert Payment.objects.get().settles
    assert earned(amina) == 4000 - 85
