"""Files of downloads: only for who has paid, a few times, for some weeks, and not after the money went back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from shop.models import Download, DownloadFile, Listing, TakenBack
from shop.selectors import orders
from shop.services import downloads, listings
from shop.tests import tills
from shop.tests.factories import piece, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def song(participant):
    return piece(participant, kind="digital", price="3.00", title="Song")


def links(payment):
    page = Client().get(f"/shop/order/{orders.link_token(payment.order)}/").content.decode()
    return re.findall(r'href="(/shop/download/[^"]+)"', page)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def take_back(payment, amount):
    sale = payment.order.lines.get().sale
    zero = dict.fromkeys(["fee_minor", "share_minor", "coop_minor", "savings_minor"], 0)
    TakenBack.objects.create(
        key="refund:x",
        sale=sale,
        amount_minor=amount,
        net_minor=amount,
        taken_at=timezone.now(),
        was_resting=True,
        **zero,
    )


def test_who_has_paid_fetches_the_file_by_the_link_of_their_order(song):
    (link,) = links(tills.paid(song))

    response = Client().get(link)

    assert body(response) == b"la la la"
    assert response["Content-Disposition"] == 'attachment; filename="song.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert Download.objects.get().count == 1


def test_an_unpaid_order_has_no_link_and_a_made_up_one_does_not_help(song):
    payment = tills.order(song)
    line, file = payment.order.lines.get(), song.files.get()

    assert links(payment) == []
    assert Client().get(f"/shop/download/{downloads.link_token(line=line, file=file)}/").status_code == 410
    assert Client().get("/shop/download/abc:def:ghi/").status_code == 404


def test_a_link_does_not_open_another_makers_file(song, stranger):
    other = piece(stranger, kind="digital")
    line = tills.paid(song).order.lines.get()

    forged = downloads.link_token(line=line, file=other.files.get())

    assert Client().get(f"/shop/download/{forged}/").status_code == 404


def test_it_can_be_fetched_so_often_and_goes_on_after_a_broken_line(song, settings):
    settings.DOWNLOADS_MOST = 2
    (link,) = links(tills.paid(song))

    answers = [Client().get(link).status_code for _ in range(3)]
    part = Client().get(link, headers={"range": "bytes=3-"})

    assert answers == [200, 200, 410]
    assert (part.status_code, body(part)) == (206, b"la la")
    assert "as often as it may be" in Client().get(link).content.decode()


@pytest.mark.parametrize("part", ["bytes=0-9999", "bytes=00-", "bytes=-9999", "bytes=0-0", "BYTES=0-9999"])
def test_what_begins_at_the_beginning_is_a_fetch_whatever_it_is_called(part, song, settings):
    settings.DOWNLOADS_MOST = 1
    (link,) = links(tills.paid(song))

    first, second = (Client().get(link, headers={"range": part}) for _ in range(2))

    assert first.status_code in (200, 206, 416)
    body(first)
    assert second.status_code == 410


def test_nobody_goes_on_with_what_they_have_not_begun(song, settings):
    settings.DOWNLOADS_MOST = 1
    (link,) = links(tills.paid(song))

    answers = [Client().get(link, headers={"range": "bytes=1-"}) for _ in range(2)]

    assert [each.status_code for each in answers] == [206, 206]
    assert body(answers[0]) == body(answers[1])
    assert Download.objects.get().count == 1


def test_the_link_ends(song, settings):
    payment = tills.paid(song, now=timezone.now() - timedelta(days=settings.DOWNLOAD_DAYS + 1))

    page = Client().get(links(payment)[0])

    assert page.status_code == 410
    assert "This link ended" in page.content.decode()


@pytest.mark.parametrize(("amount", "status"), [(300, 410), (100, 200)])
def test_it_is_revoked_once_all_the_money_went_back(song, amount, status):
    payment = tills.paid(song)
    take_back(payment, amount)

    assert Client().get(links(payment)[0]).status_code == status


def test_a_download_is_not_in_the_shop_before_it_has_files(participant, login):
    browser, project = login(participant), work(participant, title="Tune")

    browser.post(f"/my/shop/offer/{project.public_id}/", {"kind": "digital", "price": "3"})
    listing = Listing.objects.get()
    with pytest.raises(listings.NoFiles):
        listings.relist(listing=listing, by=participant)
    browser.post(f"/my/shop/{listing.public_id}/files/", {"files": SimpleUploadedFile("tune.txt", b"do re mi")})
    browser.post(f"/my/shop/{listing.public_id}/relist/")

    assert Client().get(listing.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00\x03\x00"])
def test_a_bad_file_is_refused_beside_the_field(participant, song, login, content):
    page = login(participant).post(
        f"/my/shop/{song.public_id}/files/", {"files": SimpleUploadedFile("run.exe", content)}
    )

    assert page.status_code == 422
    assert 'id="files_error"' in page.content.decode()
    assert DownloadFile.objects.count() == 1


def test_only_the_maker_adds_and_removes_files(song, stranger):
    with pytest.raises(NotAllowed):
        downloads.add(listing=song, files=[SimpleUploadedFile("a.txt", b"a")], by=stranger)
    with pytest.raises(NotAllowed):
        downloads.remove(file=song.files.get(), by=stranger)


def test_what_somebody_has_paid_for_stays(song, participant):
    tills.paid(song)

    with pytest.raises(downloads.AlreadySold):
        downloads.remove(file=song.files.get(), by=participant)


def test_the_last_file_stays_while_the_piece_is_in_the_shop(song, participant):
    with pytest.raises(downloads.LastFile):
        downloads.remove(file=song.files.get(), by=participant)
