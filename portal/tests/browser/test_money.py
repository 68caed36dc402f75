"""What a maker earns, how it is saved and paid out: by mouse, on a phone, and without JavaScript."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.services import goals
from portal.testing import cast
from portal.testing.uploads import picture
from portal.tests.browser.conftest import PHONE, known
from shop.models import Payout
from shop.services import savings
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maker(participant: Any) -> Any:
    """Amina: 50.00 in hand, 80.00 resting, and a pot for a kiln."""
    now = timezone.now()
    asked = {"target_amount": Decimal("300.00"), "currency": "EUR"}
    goal = goals.set_goal(owner=participant, title="Kiln", by=participant, now=now, **asked)
    savings.open_pot(owner=participant, currency="EUR", by=participant, goal=goal)
    release(tills.paid(piece(participant, title="Blue jug", price="50.00")))
    tills.paid(piece(participant, title="Green bowl", price="80.00"))
    return known(participant)


def test_rules_are_tried_and_kept_and_money_is_moved_on_a_phone(maker, open_browser, log_in, looks_right):
    page = open_browser(PHONE)
    log_in(page, maker.email)
    page.goto("/my/money/")
    expect(page.locator("main")).to_contain_text("€50.00")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    looks_right(page)

    page.get_by_role("link", name="How sales are saved").click()
    page.locator("[name=rules-0-how]").select_option("percent")
    page.locator("[name=rules-0-percent]").fill("20")
    page.locator("[name=rules-0-pot]").select_option(label="Kiln")
    page.get_by_role("button", name="Try on past sales").click()
    expect(page.get_by_role("row", name="Green bowl")).to_contain_text("€16.00")
    expect(page.locator("[name=rules-0-percent]")).to_have_value("20")
    looks_right(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("20 % of each sale to Kiln")

    page.get_by_role("link", name="Move money").click()
    page.locator("[name=target]").select_option(index=0)
    page.locator("[name=amount]").fill("70")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("There is not that much money in it.")
    looks_right(page)
    page.locator("[name=amount]").fill("30")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("€30.00 of €300.00, 10 %")


def test_without_javascript_everything_is_there(maker, open_browser, log_in):
    page = open_browser(PHONE, javascript=False)
    log_in(page, maker.email)

    page.goto("/my/money/")
    for words in ("Blue jug", "Fee of the payment provider", "resting until", "Month by month"):
        expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("link", name="Statement").click()
    expect(page.get_by_role("row", name="At the end")).to_contain_text("130.00")
    page.goto("/my/money/move/")
    page.locator("[name=amount]").fill("12.50")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("€12.50 of €300.00")


def test_a_payout_goes_from_the_maker_to_the_coordinator_and_back(maker, open_browser, log_in, looks_right):
    page = open_browser(PHONE)
    log_in(page, maker.email)
    page.goto("/my/payouts/")
    looks_right(page)
    page.get_by_role("link", name="Ask for a payout").click()
    page.fill("input[type=password]", cast.PASSWORD)
    page.click("main button[type=submit]")
    page.locator("[name=amount]").fill("500")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("main")).to_contain_text("There is not that much money in it.")
    looks_right(page)
    page.locator("[name=amount]").fill("50")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("main")).to_contain_text("€50.00 is on its way to you.")

    desk = open_browser()
    log_in(desk, known(cast.person("Carol Njeri", "coordinator")).email)
    desk.goto("/payouts/owed/")
    looks_right(desk)
    desk.goto("/payouts/")
    looks_right(desk)
    desk.get_by_role("link", name="€50.00").click()
    desk.get_by_role("button", name="It is right").click()
    desk.locator("[name=ref]").fill("R-7")
    proof = picture("receipt.jpg")
    desk.locator("[name=evidence]").set_input_files(
        {"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": proof.read()}
    )
    looks_right(desk)
    desk.get_by_role("button", name="Keep it as paid").click()
    expect(desk.locator("main")).to_contain_text("R-7")
    looks_right(desk)

    assert Payout.objects.get().state == "paid"
    page.reload()
    expect(page.locator("main")).to_contain_text("Paid")
