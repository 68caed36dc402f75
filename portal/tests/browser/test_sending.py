"""Being paid by Stripe in a browser: the account opened on its page, asked for, refused once and sent again."""

import copy

import pytest
from playwright.sync_api import expect

from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known
from shop.models import Payout, PayoutAccount
from shop.payments.fakes.stripe_fake import StripeFake
from shop.tests import fakes
from shop.tests.test_sending import sold_at_stripe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def stripe(settings, db):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS, settings.PAYOUT_PROVIDERS = ["stripe"], ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    settings.PAYOUT_NEW_ACCOUNT_HOURS = 0
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"] += [base]
        settings.CONTENT_SECURITY_POLICY = policy
        yield fake
    fakes.books_agree(fake, "stripe")


@pytest.mark.parametrize(("size", "javascript"), [(PHONE, False), (DESK, True)], ids=["phone-no-js", "desk"])
def test_a_maker_opens_an_account_and_is_paid_there(
    participant, stripe, open_browser, log_in, looks_right, size, javascript
):
    sold_at_stripe(stripe, participant)
    page = open_browser(size, javascript=javascript)
    log_in(page, known(participant).email)

    def look(at=page):
        if javascript:
            looks_right(at)

    page.goto("/my/payouts/")
    look()
    page.get_by_role("link", name="Your account at Stripe").click()
    page.fill("input[type=password]", cast.PASSWORD)
    page.click("main button[type=submit]")
    look()
    page.get_by_role("button", name="Open it at Stripe").click()
    page.wait_for_url(f"{stripe.base}/**")
    look()
    page.get_by_role("button", name="Later").click()
    expect(page.locator("main")).to_contain_text("It is not finished.")
    look()
    page.get_by_role("button", name="Go on at Stripe").click()
    page.get_by_role("button", name="All of it is told").click()
    expect(page.locator("main")).to_contain_text("Money can go there")
    look()
    page.goto("/my/payouts/new/")
    page.locator("[name=amount]").fill("30")
    page.locator("[name=method]").select_option("stripe")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("main")).to_contain_text("€30.00 is on its way to you.")

    account = PayoutAccount.objects.get()
    stripe.connect.let(account.ref, transfers="inactive")
    desk = open_browser(size, javascript=javascript)
    log_in(desk, known(cast.person("Carol Njeri", "coordinator")).email)
    desk.goto("/payouts/")
    desk.get_by_role("link", name="€30.00").click()
    desk.get_by_role("button", name="It is right").click()
    desk.get_by_role("button", name="Send it by Stripe").click()
    expect(desk.locator("main")).to_contain_text("Stripe refused it.")
    look(desk)
    stripe.connect.let(account.ref, transfers="active")
    desk.get_by_role("button", name="Send it by Stripe").click()
    expect(desk.locator("main")).to_contain_text("tr_")
    look(desk)

    assert Payout.objects.get().state == "paid"
    page.reload()
    expect(page.locator("main")).to_contain_text("Paid")
