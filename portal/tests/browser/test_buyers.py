"""A buyer's way at 390 and 1280 px: voucher, receipt, origin, question, review; and the maker's side."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known
from shop.models import Question, Review, SaleLine
from shop.selectors import orders as order_selectors
from shop.services import orders, provenance, reviews, selling, vouchers
from shop.services.vouchers import Terms
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db(transaction=True)


def maker_with_pieces() -> Any:
    maker = known(cast.person("Amina Okoye", "participant"))
    selling.set_terms(by=maker, policy="Send it back within a month.")
    return maker


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_voucher_a_receipt_and_an_origin(open_browser: Any, looks_right: Any, size: Any) -> None:
    maker = maker_with_pieces()
    listing = piece(maker, title="Blue jug", price="50.00")
    provenance.tell(listing=listing, by=maker, materials="Stoneware clay", method="Thrown in two parts.")
    vouchers.make(by=maker, currency="EUR", terms=Terms(code="SPRING-10", percent_bp=1000))
    page = open_browser(size)

    page.goto(listing.get_absolute_url())
    looks_right(page)
    page.get_by_role("button", name="Put in the basket").click()
    page.goto("/shop/checkout/")
    for name, value in tills.TYPED.items():
        box = page.locator(f"#details [name={name}]")
        box.select_option(value) if name == "country" else box.fill(value)
    page.get_by_label("Code of a voucher").fill("spring-10")
    page.get_by_role("button", name="Count the total again").click()
    expect(page.get_by_text("Voucher SPRING-10")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Order and pay").click()
    page.locator("button[value=pay]").click()
    page.get_by_role("link", name="Follow this order").click()
    looks_right(page)
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_text("Send it back within a month.")).to_be_visible()
    expect(page.get_by_text("€45.00").first).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Where it comes from").click()
    expect(page.get_by_text("Stoneware clay")).to_be_visible()
    looks_right(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_guest_asks_and_reviews_and_the_maker_answers(
    open_browser: Any, log_in: Any, looks_right: Any, size: Any
) -> None:
    maker, coordinator = maker_with_pieces(), known(cast.person("Carol Njeri", "coordinator"))
    payment = tills.paid(piece(maker, title="Blue jug"))
    sale = SaleLine.objects.select_related("line").get()
    orders.ship(sale=sale, by=maker, now=timezone.now(), tracking="DHL 123")
    guest, hers = open_browser(size), open_browser(size)

    guest.goto(reverse("shop:order_link", args=[order_selectors.link_token(payment.order)]))
    expect(guest.get_by_text("DHL 123")).to_be_visible()
    guest.get_by_role("link", name="Ask the maker").click()
    guest.get_by_label("Your question").fill("Is it food safe?")
    looks_right(guest)
    guest.get_by_role("button", name="Send the question").click()
    guest.get_by_role("link", name="Say what you think of it").click()
    looks_right(guest)
    guest.get_by_label("4 stars").check()
    guest.get_by_label("what you think of it").fill("It pours well.")
    guest.get_by_role("button", name="Send").click()
    expect(guest.get_by_text("Others read it once somebody has looked at it.")).to_be_visible()
    reviews.decide(review=Review.objects.get(), shown=True, by=coordinator, now=timezone.now())

    log_in(hers, maker.email)
    hers.goto("/my/sales/")
    looks_right(hers)
    hers.get_by_role("link", name="Read and answer").click()
    looks_right(hers)
    hers.get_by_role("link", name="Blue jug").click()
    hers.get_by_label("Your words").fill("Yes, it is.")
    looks_right(hers)
    hers.get_by_role("button", name="Send").click()
    expect(hers.get_by_text("Yes, it is.")).to_be_visible()
    for address in (
        reverse("shop:reviews"),
        reverse("shop:slip", args=[sale.pk]),
        reverse("shop:vouchers"),
        reverse("shop:voucher_new"),
        reverse("shop:wishes"),
        reverse("shop:provenance_tell", args=[sale.line.product.listing.public_id]),
    ):
        hers.goto(address)
        looks_right(hers)
    assert Question.objects.get().waits_since is None
    guest.goto(sale.line.product.listing.get_absolute_url())
    expect(guest.get_by_text("It pours well.")).to_be_visible()
    looks_right(guest)
