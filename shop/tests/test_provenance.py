"""Where a piece comes from: what everybody may read, and what its maker adds."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.models import JournalEntry, LevelConfirmation, Skill
from mentorship.services import projects
from portal.core.exceptions import NotAllowed
from portal.testing import crafts
from shop.models import SaleLine
from shop.selectors import orders as order_selectors
from shop.services import listings, provenance
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db


def page_of(listing):
    return reverse("shop:provenance", args=[listing.public_id])


def entry(owner, words, visibility="public"):
    return JournalEntry.objects.create(
        owner=owner, text=words, happened_on="2026-03-01", visibility=visibility, spoken_at=timezone.now()
    )


def test_anybody_reads_who_made_it_of_what_and_how(participant):
    listing = piece(participant, title="Blue jug")
    told = {"materials": "Stoneware clay\n\n Ash glaze ", "method": "Thrown in two parts."}
    provenance.tell(listing=listing, by=participant, **told)

    words = text(Client().get(page_of(listing)))

    for expected in ("Amina Okoye", "Stoneware clay", "Ash glaze", "Thrown in two parts.", "Blue jug"):
        assert expected in words
    assert "<svg" in Client().get(page_of(listing)).content.decode()
    assert f"/shop/origin/{listing.public_id}/" in words


def test_it_says_when_it_was_bought_and_never_by_whom(participant, buyer):
    listing = piece(participant, kind="edition", quantity=5)
    tills.paid(listing, by=buyer, email=buyer.email, quantity=2)

    words = text(Client().get(page_of(listing)))

    assert "2 bought in" in words
    for hidden in ("Ben Adler", buyer.email, "Greta", "Mill Lane", "Berlin"):
        assert hidden not in words


def test_a_piece_that_came_back_says_so(participant):
    listing = piece(participant, price="20.00")
    sale = SaleLine.objects.get(line__order=tills.paid(listing).order)
    assert "came back" not in text(Client().get(page_of(listing)))
    parts = {"fee_minor": 0, "share_minor": 0, "coop_minor": 0, "savings_minor": 0}
    sale.taken_back.create(
        key="refund:x", amount_minor=2000, net_minor=2000, taken_at=timezone.now(), was_resting=True, **parts
    )

    assert "came back to the maker" in text(Client().get(page_of(listing)))


def test_only_public_own_pages_of_the_diary_are_steps(participant, stranger):
    listing = piece(participant)
    chosen = [entry(participant, "Mixed the glaze."), entry(participant, "My secret.", "private")]
    provenance.tell(listing=listing, by=participant, entries=[*chosen, entry(stranger, "Not mine.")])
    words = text(Client().get(page_of(listing)))

    assert "Mixed the glaze." in words
    assert "My secret." not in words
    assert "Not mine." not in words

    JournalEntry.objects.filter(pk=chosen[0].pk).update(visibility="private")
    assert "Mixed the glaze." not in text(Client().get(page_of(listing)))


def test_levels_are_shown_only_when_the_maker_wants_it(participant, mentor):
    crafts.make()
    skill, listing = Skill.objects.first(), piece(participant)
    listing.project.skills.add(skill)
    said = {"evidence": "?", "confirmed_by": mentor, "confirmed_at": timezone.now()}
    for level in (1, 2):
        LevelConfirmation.objects.create(user=participant, skill=skill, level=level, **said)
    assert "confirmed by" not in text(Client().get(page_of(listing)))

    provenance.tell(listing=listing, by=participant, shows_levels=True)

    words = text(Client().get(page_of(listing)))
    assert "Level 2, confirmed by Maria Lindqvist" in words
    assert "Level 1" not in words


def test_it_goes_with_the_work_and_outlives_the_offer(participant):
    listing = piece(participant)
    listings.withdraw(listing=listing, by=participant)
    assert Client().get(page_of(listing)).status_code == 200

    projects.change_visibility(project=listing.project, visibility="private", by=participant)
    assert Client().get(page_of(listing)).status_code == 404
    assert Client().get(page_of(listing) + "sheet.pdf").status_code == 404


def test_what_waits_for_a_look_has_no_page_yet(participant):
    listing = piece(participant)
    type(listing).objects.filter(pk=listing.pk).update(status="waiting")

    assert Client().get(page_of(listing)).status_code == 404


def test_the_sheet_is_a_pdf_that_does_not_change(participant):
    address = page_of(piece(participant)) + "sheet.pdf"

    sheet = Client().get(address)

    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content == Client().get(address).content


def test_the_maker_tells_it_in_a_form(participant, stranger, login):
    listing, mine = piece(participant), entry(participant, "Cut the willow.")
    address = reverse("shop:provenance_tell", args=[listing.public_id])
    assert "Cut the willow." in text(login(participant).get(address))

    typed = {"materials": "Willow", "method": "", "entries": [mine.pk]}
    assert login(participant).post(address, typed).status_code == 302

    words = text(Client().get(page_of(listing)))
    assert "Willow" in words
    assert "Cut the willow." in words
    assert login(stranger).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        provenance.tell(listing=listing, by=stranger)


def test_receipt_and_piece_lead_to_it(participant):
    listing = piece(participant)
    payment = tills.paid(piece(participant), listing)
    receipt = reverse("shop:order_link_receipt", args=[order_selectors.link_token(payment.order)])

    for address in (receipt, piece(participant).get_absolute_url()):
        assert "Where it comes from" in text(Client().get(address))
    assert page_of(listing) in Client().get(receipt).content.decode()


def test_the_page_asks_the_same_for_many_owners_and_pages(participant, assert_queries_do_not_grow):
    listing = piece(participant, kind="edition", quantity=50)
    told = []

    def add_row():
        tills.paid(listing)
        told.append(entry(participant, "A step."))
        provenance.tell(listing=listing, by=participant, entries=told)

    assert_queries_do_not_grow(page_of(listing), add_row, rows=3)
