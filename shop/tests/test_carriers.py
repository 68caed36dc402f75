"""Where a parcel is: the carrier's own page, and never an address that somebody typed."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.testing import letters as mails
from shop.models import SaleLine
from shop.models.carriers import PAGES, Carrier, page
from shop.services import letters
from shop.tests import tills
from shop.tests.factories import piece


@pytest.mark.parametrize("carrier", [carrier for carrier in Carrier if carrier in PAGES])
def test_a_known_carrier_has_a_page_for_a_number(carrier):
    address = page(carrier=carrier, number="1Z 999 AA1")

    assert address.startswith("https://")
    assert address.endswith("1Z999AA1")


@pytest.mark.parametrize(
    "words", ["", "javascript:alert(1)", "../../x", "a?b=c", "a&b", "1#2", "at the door!", "ü1", "-"]
)
def test_what_is_no_number_has_no_page(words):
    assert page(carrier="dhl", number=words) == ""


def test_other_carriers_and_none_have_no_page():
    assert page(carrier="other", number="123") == page(carrier="", number="123") == ""


@pytest.mark.django_db
def test_the_buyer_follows_the_parcel_from_mail_and_order(participant, login, django_capture_on_commit_callbacks):
    order = tills.paid(piece(participant)).order
    sale = SaleLine.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        login(participant).post(
            reverse("shop:sale_ship", args=[sale.pk]), {"carrier": "dhl", "tracking": " 00340  434 "}
        )

    sale.refresh_from_db()
    assert (sale.carrier, sale.tracking, sale.sent_with) == ("dhl", "00340 434", "DHL 00340 434")
    link = "tracking-id=00340434"
    assert link in mails.sent()[-1].body
    assert link in login(participant).get(reverse("shop:sales")).content.decode()
    assert link in Client().get(letters.order_link(order)).content.decode()


@pytest.mark.django_db
def test_a_carrier_that_is_not_on_the_list_sends_nothing(participant, login):
    tills.paid(piece(participant))
    sale = SaleLine.objects.get()

    answer = login(participant).post(reverse("shop:sale_ship", args=[sale.pk]), {"carrier": "pigeon"}, follow=True)

    sale.refresh_from_db()
    assert sale.shipped_at is None
    assert "Choose a carrier from the list" in answer.content.decode()


@pytest.mark.django_db
def test_words_of_old_sales_are_shown_without_a_link(participant, login):
    tills.paid(piece(participant))
    sale = SaleLine.objects.get()
    login(participant).post(reverse("shop:sale_ship", args=[sale.pk]), {"tracking": "DHL 123"})

    sale.refresh_from_db()
    assert (sale.sent_with, sale.tracking_url) == ("DHL 123", "")
