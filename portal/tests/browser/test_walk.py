"""The thread through the whole product, walked as people walk it."""

from decimal import Decimal
from typing import Any

import pytest

from mentorship.services import projects
from portal.testing import cast, letters, uploads
from portal.tests.browser.conftest import DESK, PHONE, known
from shop.services import ledger, listings

pytestmark = pytest.mark.django_db(transaction=True)


def maker(name: str = "Amina Okoye") -> Any:
    person = cast.person(name, "participant")
    known(person)
    return person


def pot(owner: Any, price: str = "40.00") -> Any:
    work = projects.create(
        owner=owner,
        by=owner,
        title="A pot with a blue rim",
        media_type="object",
        visibility="public",
        files=[uploads.picture("pot.jpg")],
    )
    return listings.offer(project=work, kind="original", price=Decimal(price), quantity=None, by=owner)


@pytest.mark.parametrize(("size", "javascript"), [(PHONE, False), (DESK, True)], ids=["phone-no-js", "desk"])
def test_a_visitor_buys_a_piece_as_a_guest_and_the_maker_sees_the_money(
    open_browser, log_in, looks_right, size, javascript
):
    amina = maker()
    pot(amina)
    visitor = open_browser(size, javascript=javascript)

    def look() -> None:
        if javascript:
            looks_right(visitor)

    visitor.goto(amina.portfolio.url)
    look()
    visitor.get_by_role("link", name="A pot with a blue rim").first.click()
    look()
    visitor.get_by_role("link", name="Buy it").click()
    look()
    visitor.get_by_role("button", name="Put in the basket").click()
    visitor.goto("/shop/basket/")
    look()
    visitor.get_by_role("link", name="Go to the checkout").click()
    look()
    visitor.get_by_label("E-mail").fill("greta@example.org")
    visitor.get_by_label("Name", exact=True).fill("Greta Holm")
    visitor.get_by_label("Street and number").fill("Mill Lane 3")
    visitor.get_by_label("Postcode").fill("22100")
    visitor.get_by_label("Town").fill("Lund")
    visitor.get_by_label("Country").select_option(label="Sweden")
    visitor.get_by_role("button", name="Order and pay").click()
    look()
    visitor.get_by_role("button", name="Pay", exact=True).click()

    assert "Thank you" in visitor.locator("h1").inner_text()
    look()
    assert [message.to for message in letters.sent() if "greta@example.org" in message.to]
    earned = ledger.balance(kind="earnings_pending", currency="EUR", owner=amina)
    assert earned == 4000
    seller = open_browser(size)
    log_in(seller, amina.email)
    seller.goto("/my/sales/")
    assert "€40.00" in seller.locator("main").inner_text()
    looks_right(seller)


def test_a_participant_publishes_her_portfolio_and_another_cannot_reach_it(open_browser, log_in):
    amina, bruno = maker(), maker("Bruno Teixeira")
    edit = f"/cms/pages/{amina.portfolio.pk}/edit/"

    desk = open_browser(DESK)
    log_in(desk, amina.email)
    desk.goto(edit)
    desk.locator("[name=tagline]").fill("Clay from the river bank")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish").click()
    desk.wait_for_url(lambda url: not url.endswith("/edit/") or "published" in desk.content())
    desk.goto(amina.portfolio.url)
    assert "Clay from the river bank" in desk.content()

    other = open_browser(DESK)
    log_in(other, bruno.email)
    answer = other.goto(edit)
    assert answer.status == 404 or not other.url.endswith("/edit/")
    other.goto("/cms/pages/")
    assert "Amina Okoye" not in other.locator("main").inner_text()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_public_page_looks_right(open_browser, looks_right, size):
    amina = maker()
    piece = pot(amina)
    page = open_browser(size)

    for path in (
        "/",
        "/people/",
        amina.portfolio.url,
        f"{amina.portfolio.url}works/",
        f"{amina.portfolio.url}journal/",
        "/stories/",
        "/works/",
        piece.project.get_absolute_url(),
        "/shop/",
        piece.product.get_absolute_url(),
        "/shop/basket/",
        "/about/",
        "/money/",
    ):
        assert page.goto(path).status == 200, path
        looks_right(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_makers_own_pages_look_right(open_browser, log_in, looks_right, size):
    amina = maker()
    pot(amina)
    page = open_browser(size)
    log_in(page, amina.email)

    for path in ("/my/", "/my/profile/", "/my/works/", "/my/works/new/", "/my/skills/", "/my/shop/", "/my/sales/"):
        assert page.goto(path).status == 200, path
        looks_right(page)
