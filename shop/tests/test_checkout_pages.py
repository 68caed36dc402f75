"""A guest's way from the basket to the thank-you page, and every way it can go wrong."""

import re
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from portal.testing import letters
from shop.models import DemoSession, Payment
from shop.selectors import orders as order_selectors
from shop.services import payments
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")
DETAILS = "/shop/checkout/"


def submit(client, **changes):
    typed = {**tills.TYPED, "seen": tills.seen(client.get(DETAILS)), **changes}
    return client.post(DETAILS, typed)


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_guest_buys_in_five_exchanges(participant, django_capture_on_commit_callbacks):
    client = tills.browser_with(piece(participant, price="48.00", title="Blue jug"))

    with django_capture_on_commit_callbacks(execute=True):
        details = client.get(DETAILS)
        assert "€48.00" in text(details)
        to_provider = client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(details)})
        provider = client.get(to_provider["Location"])
        assert "no money moves" in text(provider)
        back = client.post(to_provider["Location"], {"answer": "pay"})
        thanks = client.get(back["Location"])

    assert "Thank you, it is paid." in text(thanks)
    assert "Blue jug" in text(thanks)
    assert thanks["X-Robots-Tag"] == "noindex"
    # With `no-referrer` browsers post forms with `Origin: null`, and the CSRF check refuses them.
    assert {page["Referrer-Policy"] for page in (provider, thanks)} == {"same-origin"}
    assert Order.objects.get().status == "Paid"
    link = re.search(r"http://127.0.0.1:8000(/shop/order/\S+/)", letters.sent()[0].body)[1]
    assert "Berlin" in text(Client().get(link))


def test_somebody_with_an_account_finds_the_order_there(participant, buyer, login, stranger):
    client = login(buyer)
    tills.basket_with(piece(participant, title="Blue jug"), by=buyer)
    page = client.get(DETAILS)
    assert buyer.email in page.content.decode()
    where = client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(page)})["Location"]
    client.get(client.post(where, {"answer": "pay"})["Location"])
    order = Order.objects.get()

    assert "Blue jug" in text(client.get(reverse("shop:orders")))
    assert "Paid" in text(client.get(reverse("shop:order", args=[order.number])))
    assert login(stranger).get(reverse("shop:order", args=[order.number])).status_code == 404
    assert Client().get(reverse("shop:orders")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "not an address"}, "valid email address"),
        ({"email": ""}, "This field is required"),
        ({"name": "  "}, "This field is required"),
        ({"line1": ""}, "This field is required"),
        ({"city": ""}, "This field is required"),
        ({"postcode": "ABC"}, "not valid for Germany"),
        ({"postcode": ""}, "require a valid postcode"),
        ({"country": "XX"}, "Choose a country from the list"),
        ({"country": ""}, "This field is required"),
        ({"note": "x" * 501}, "at most 500 characters"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_the_rest_is_kept(participant, changes, sentence):
    client = tills.browser_with(piece(participant))

    page = submit(client, **changes)

    assert page.status_code == 422
    assert sentence in text(page)
    assert 'aria-invalid="true"' in page.content.decode()
    kept = {"name": "Greta Guest", "line1": "12 Mill Lane", "email": "guest@example.org"}
    assert all(value in page.content.decode() for name, value in kept.items() if name not in changes)
    assert not Order.objects.exists()


def test_without_a_way_to_pay_the_page_says_so_and_sets_nothing_aside(participant, settings):
    pot = piece(participant, title="Blue jug")
    client = tills.browser_with(pot)
    settings.PAYMENT_PROVIDERS = []

    page = client.get(DETAILS)
    assert page.status_code == 200
    assert "No way to pay is switched on yet" in text(page)
    assert "Order and pay" not in text(page)

    page = client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(page)})
    assert page.status_code == 409
    assert "No way to pay is switched on yet" in text(page)
    assert "12 Mill Lane" in page.content.decode()
    assert not Order.objects.exists()
    assert tills.stock(pot) == (1, 0)
    assert "Blue jug" in text(client.get("/shop/basket/"))


def test_a_download_asks_for_no_address(participant):
    client = tills.browser_with(piece(participant, kind="digital"))

    page = client.get(DETAILS)

    assert 'name="line1"' not in page.content.decode()
    assert "Nothing to send" in text(page)


def test_what_is_typed_is_never_run(participant):
    client = tills.browser_with(piece(participant))

    page = submit(client, name="<script>alert(1)</script>", email="")

    assert "<script>alert" not in page.content.decode()


def test_a_new_price_is_shown_before_anything_is_set_aside(participant):
    pot = piece(participant, price="20.00")
    client = tills.browser_with(pot)
    seen = tills.seen(client.get(DETAILS))
    tills.price_to(pot, "30.00")

    page = client.post(DETAILS, {**tills.TYPED, "seen": seen})

    assert page.status_code == 409
    assert "The price has changed" in text(page)
    assert "€30.00" in text(page)
    assert "12 Mill Lane" in page.content.decode()
    assert tills.stock(pot) == (1, 0)
    again = client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(page)})
    assert again.status_code == 302


@pytest.mark.parametrize("seen", ["", "rubbish", "a:b:c", None])
def test_a_tampered_total_is_never_believed(participant, seen):
    pot = piece(participant)
    client = tills.browser_with(pot)
    client.get(DETAILS)

    page = client.post(DETAILS, {**tills.TYPED, **({} if seen is None else {"seen": seen})})

    assert page.status_code == 409
    assert not Order.objects.exists()


def test_a_total_signed_for_something_else_is_not_believed(participant):
    client = tills.browser_with(piece(participant))
    forged = signing.dumps([1, "x", "0.01", "EUR"], salt="elsewhere")

    assert client.post(DETAILS, {**tills.TYPED, "seen": forged}).status_code == 409


def test_a_basket_that_another_tab_changed_is_shown_again(participant):
    pot, cup = piece(participant, price="10.00"), piece(participant, price="10.00")
    client = tills.browser_with(pot)
    seen = tills.seen(client.get(DETAILS))
    basket = get_model("basket", "Basket").objects.get()
    basket.lines.all().delete()
    basket.strategy = tills.Selector().strategy()
    basket.add_product(cup.product)

    page = client.post(DETAILS, {**tills.TYPED, "seen": seen})

    assert "Your basket has changed" in text(page)


def test_a_piece_that_is_gone_is_named_and_can_be_taken_out(participant):
    pot, cup = piece(participant, title="Blue jug"), piece(participant, title="Red bowl")
    client = tills.browser_with(pot, cup)
    seen = tills.seen(client.get(DETAILS))
    tills.order(pot)

    page = client.post(DETAILS, {**tills.TYPED, "seen": seen})
    assert page.status_code == 409
    assert "“Blue jug” has just been sold" in text(page)
    line = re.search(r'name="drop" value="(\d+)"', page.content.decode())[1]
    page = client.post(DETAILS, {**tills.TYPED, "drop": line})

    assert "Blue jug" not in text(page)
    assert "12 Mill Lane" in page.content.decode()
    assert client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(page)}).status_code == 302


@pytest.mark.parametrize("line", ["0", "-1", "abc", "", "9" * 30, "١"])
def test_taking_out_nonsense_changes_nothing(participant, line):
    client = tills.browser_with(piece(participant))

    assert client.post(DETAILS, {**tills.TYPED, "drop": line}).status_code == 200


def test_an_empty_basket_goes_back_to_the_basket():
    assert Client().get(DETAILS)["Location"] == "/shop/basket/"
    assert Client().post(DETAILS, tills.TYPED)["Location"] == "/shop/basket/"


def test_a_second_click_and_the_back_button_lead_to_the_same_payment(participant):
    pot = piece(participant)
    client = tills.browser_with(pot)
    typed = {**tills.TYPED, "seen": tills.seen(client.get(DETAILS))}

    places = {client.post(DETAILS, typed)["Location"] for _ in range(3)}

    assert len(places) == 1
    assert Payment.objects.count() == 1
    assert tills.stock(pot) == (1, 1)


def test_a_declined_card_may_be_tried_again(participant):
    client = tills.browser_with(piece(participant))
    where = submit(client)["Location"]

    declined = client.post(where, {"answer": "decline"})
    assert declined.status_code == 402
    assert "declined" in text(declined)
    thanks = client.get(client.post(where, {"answer": "pay"})["Location"])

    assert "it is paid" in text(thanks)


def test_whoever_cancels_gets_the_basket_back_and_may_try_again(participant):
    pot = piece(participant, title="Blue jug")
    client = tills.browser_with(pot)
    where = submit(client)["Location"]
    assert client.get("/shop/checkout/").status_code == 302  # the basket is spoken for, the cookie goes

    page = client.get(client.post(where, {"answer": "cancel"})["Location"])

    assert "Nothing was charged" in text(page)
    assert tills.stock(pot) == (1, 0)
    assert "Blue jug" in text(client.get(DETAILS))
    assert submit(client).status_code == 302


def test_success_comes_from_the_provider_and_never_from_the_address(participant):
    client = tills.browser_with(piece(participant))
    submit(client)
    payment = Payment.objects.get()
    address = reverse("checkout:thank-you", args=[payment.order.number, payment.uuid])

    page = client.get(f"{address}?paid=1&status=captured")

    assert "Not paid yet" in text(page)
    assert "do not pay again" in text(page)
    assert 'http-equiv="refresh"' in page.content.decode()


def test_a_closed_tab_can_be_taken_up_again_or_given_up(participant):
    pot = piece(participant)
    client = tills.browser_with(pot)
    where = submit(client)["Location"]
    address = payments.return_path(Payment.objects.get())

    assert client.post(address, {"pay": "1"})["Location"] == where
    page = client.post(address, {"cancel": "1"}, follow=True)

    assert "Nothing was charged" in text(page)
    assert tills.stock(pot) == (1, 0)
    assert "closed" in text(client.get(where))
    assert client.post(where, {"answer": "pay"}).status_code == 409


def test_the_thank_you_page_needs_both_number_and_secret(participant):
    one, two = tills.paid(piece(participant)), tills.paid(piece(participant))

    address = reverse("checkout:thank-you", args=[one.order.number, two.uuid])

    assert Client().get(address).status_code == 404


def test_an_old_thank_you_page_shows_no_order_to_a_stranger(participant):
    payment = tills.paid(piece(participant, title="Blue jug"))
    Payment.objects.update(captured_at=timezone.now() - timedelta(days=2))

    page = Client().get(payments.return_path(payment))

    assert "it is paid" in text(page)
    assert "Blue jug" not in text(page)


def test_a_link_to_an_order_ends_and_is_renewed_by_mail_only(
    participant, monkeypatch, django_capture_on_commit_callbacks
):
    payment = tills.paid(piece(participant, title="Blue jug"))
    token = order_selectors.link_token(payment.order)
    address = reverse("shop:order_link", args=[token])
    assert "Blue jug" in text(Client().get(address))
    monkeypatch.setattr(order_selectors.by_link, "__kwdefaults__", {"max_age_days": 1e-9})

    old = Client().get(address)
    assert old.status_code == 410
    assert "Blue jug" not in text(old)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            Client().post(address)

    assert [letter.to for letter in letters.sent()] == [["guest@example.org"]]


@pytest.mark.parametrize("token", ["x", "a:b:c", "WyJ4Il0:1abc:def"])
def test_a_tampered_link_is_not_found(token):
    assert Client().get(reverse("shop:order_link", args=[token])).status_code == 404


def test_the_demo_page_is_gone_when_it_is_switched_off(participant, settings):
    client = tills.browser_with(piece(participant))
    where = submit(client)["Location"]
    settings.PAYMENT_PROVIDERS = []

    assert client.post(where, {"answer": "pay"}).status_code == 404
    assert DemoSession.objects.get().status == "open"


def test_the_details_page_asks_the_same_number_of_questions_for_many_lines(
    participant, assert_queries_do_not_grow
):
    client = tills.browser_with(piece(participant))
    basket = get_model("basket", "Basket").objects.get()
    basket.strategy = tills.Selector().strategy()

    count = assert_queries_do_not_grow(
        DETAILS, lambda: basket.add_product(piece(participant).product), client=client, rows=8
    )

    assert count <= 30
