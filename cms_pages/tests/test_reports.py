"""Reports: wordless pictures, links that lead nowhere, forgotten pages; own things, each where it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms_pages.models import HomePage, Mention, PortalImage, StandardPage
from cms_pages.services import mentions, portfolios
from cms_pages.tests import factories
from mentorship.models import ProjectFile
from portal.core.outside import Answer

pytestmark = pytest.mark.django_db
PICTURES, LINKS, FORGOTTEN = (reverse(f"page_reports:{name}") for name in ("pictures", "links", "forgotten"))


def page_of_the_chapter(title: str, *blocks: Any) -> StandardPage:
    page = StandardPage(title=title, body=list(blocks))
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def text(html: str) -> tuple[str, RichText]:
    return "text", RichText(html)


def words(browser: Any, address: str, **query: str) -> str:
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


# Links ---------------------------------------------------------------------------------------------------


def test_publishing_a_page_notes_what_it_leads_to(moderator: Any) -> None:
    target, document = page_of_the_chapter("Target"), factories.document(moderator)
    button = ("button", {"label": "Go", "page": target, "url": ""})
    away = ("button", {"label": "Away", "page": None, "url": "https://away.example/x"})
    html = f'<a linktype="document" id="{document.pk}">a</a><a href="https://there.example/?a=1&amp;b=2">b</a>'

    page = page_of_the_chapter("Source", button, away, text(html))

    noted = {(row.kind, row.target, row.address) for row in Mention.objects.filter(page=page)}
    assert noted == {
        ("page", target.pk, ""),
        ("document", document.pk, ""),
        ("outside", 0, "https://away.example/x"),
        ("outside", 0, "https://there.example/?a=1&b=2"),
    }


def test_a_link_is_broken_as_soon_as_its_page_is_offline_or_gone(moderator: Any, login: Any) -> None:
    target = page_of_the_chapter("Target")
    source = page_of_the_chapter("Source", text(f'<a linktype="page" id="{target.pk}">there</a>'))
    browser = login(moderator)
    assert "Source" not in words(browser, LINKS)

    target.unpublish()
    offline = words(browser, LINKS)
    Page.objects.get(pk=target.pk).delete()
    gone = words(browser, LINKS)

    for seen in (offline, gone):
        assert reverse("wagtailadmin_pages:edit", args=[source.pk]) in seen
        assert "offline or gone" in seen


def test_a_mended_link_leaves_the_report(moderator: Any, login: Any) -> None:
    document = factories.document(moderator)
    source = page_of_the_chapter("Source", text(f'<a linktype="document" id="{document.pk}">there</a>'))
    document.delete()
    browser = login(moderator)
    assert "The document is gone" in words(browser, LINKS)

    source.body = [text("<p>Nothing.</p>")]
    source.save_revision().publish()

    assert "Every link that we know of leads somewhere" in words(browser, LINKS)


def test_another_site_counts_as_gone_after_its_second_silence(settings: Any, moderator: Any, login: Any) -> None:
    settings.CHECK_OUTSIDE_LINKS = True
    page_of_the_chapter(
        "Source", text('<a href="https://gone.example/">a</a><a href="https://here.example/">b</a>')
    )
    now = timezone.now()

    def ask(url: str) -> Answer:
        return Answer("here" in url, "" if "here" in url else "There is no such site.")

    def check(days: int) -> int:
        moment = now + timedelta(days=days)
        return mentions.check_outside(now=moment, clock=lambda: moment, ask=ask)

    assert check(0) == 2
    assert "gone.example" not in words(login(moderator), LINKS)
    assert check(0) == 0
    assert check(2) == 1
    seen = words(login(moderator), LINKS)

    assert "https://gone.example/" in seen
    assert "There is no such site." in seen
    assert "here.example" not in seen


def test_nothing_is_asked_unless_the_chapter_wants_it(settings: Any) -> None:
    settings.CHECK_OUTSIDE_LINKS = False
    page_of_the_chapter("Source", text('<a href="https://gone.example/">a</a>'))

    def ask(url: str) -> Answer:
        raise AssertionError(url)

    now = timezone.now()
    assert mentions.check_outside(now=now, clock=timezone.now, ask=ask) == 0
    call_command("look_over_links")


def test_a_turn_ends_after_its_number_and_after_its_time(settings: Any) -> None:
    settings.CHECK_OUTSIDE_LINKS = True
    links = "".join(f'<a href="https://a.example/{number}">x</a>' for number in range(9))
    page_of_the_chapter("Source", text(links))
    now = timezone.now()

    def clock() -> Iterator[Any]:
        for number in range(99):
            yield now + mentions.DEADLINE * (number / 4)

    ticks = clock()
    assert mentions.check_outside(now=now, clock=lambda: now, ask=lambda url: Answer(True), batch=4) == 4
    assert mentions.check_outside(now=now, clock=lambda: next(ticks), ask=lambda url: Answer(True)) < 5


def test_reading_every_page_anew_finds_what_is_older_than_the_reports(capsys: Any) -> None:
    target = page_of_the_chapter("Target")
    page_of_the_chapter("Source", text(f'<a linktype="page" id="{target.pk}">there</a>'))
    Mention.objects.all().delete()

    call_command("look_over_links", "--read")

    assert Mention.objects.filter(target=target.pk).count() == 1


# Pictures ------------------------------------------------------------------------------------------------


def test_pictures_without_words_are_found_where_they_are(participant: Any, login: Any) -> None:
    bare, told = factories.image(participant, "Bare bowl"), factories.image(participant, "Told bowl")
    PortalImage.objects.filter(pk=bare.pk).update(description="")
    work = factories.work(participant, "Blue jug")
    decoration = factories.work(participant, "Mere ornament")
    ProjectFile.objects.filter(project=decoration).update(is_decorative=True)

    seen = words(login(participant), PICTURES)

    assert reverse("wagtailimages:edit", args=[bare.pk]) in seen
    assert reverse("mentorship:project_files", args=[work.public_id]) in seen
    assert told.title not in seen
    assert "Mere ornament" not in seen


def test_a_picture_on_a_page_counts_until_it_has_words_or_is_decoration(participant: Any, login: Any) -> None:
    image = factories.image(participant)

    def show(**values: Any) -> str:
        picture = {"image": image.pk, "alt_text": "", "decorative": False, **values}
        body = [{"type": "picture", "value": picture}]
        stream = participant.portfolio.body.stream_block.to_python(body)
        portfolios.update(participant.portfolio, by=participant, body=stream)
        return words(login(participant), PICTURES)

    edit = reverse("wagtailadmin_pages:edit", args=[participant.portfolio.pk])
    assert f'"{edit}"' in show()
    assert f'"{edit}"' not in show(alt_text="A bowl")
    assert f'"{edit}"' not in show(decorative=True)


# Pages that nobody touches -------------------------------------------------------------------------------


def test_pages_that_nobody_touched_are_found_by_age(participant: Any, login: Any) -> None:
    old, older = factories.post(participant, "Old story"), factories.post(participant, "Older story")
    for page, days in ((old, 200), (older, 400)):
        Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=days))
    browser = login(participant)

    assert "Older story" in words(browser, FORGOTTEN)
    assert "Old story" not in words(browser, FORGOTTEN)
    assert "Old story" in words(browser, FORGOTTEN, age="180")


# Whose ---------------------------------------------------------------------------------------------------


def test_a_participant_finds_own_things_only(participant: Any, stranger: Any, login: Any) -> None:
    image = factories.image(stranger, "Quetzalcoatlus bowl")
    PortalImage.objects.filter(pk=image.pk).update(description="")
    factories.work(stranger, "Quetzalcoatlus jug")
    target = page_of_the_chapter("Target")
    body = [text(f'<a linktype="page" id="{target.pk}">there</a>')]
    page = factories.post(stranger, "Quetzalcoatlus story", body=body)
    target.unpublish()
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=999))

    for address in (PICTURES, LINKS, FORGOTTEN):
        assert "Quetzalcoatlus" in words(login(stranger), address)
        assert "Quetzalcoatlus" not in words(login(participant), address)
        for kind in ("csv", "xlsx"):
            answer = login(participant).get(address, {"export": kind})
            assert b"Quetzalcoatlus" not in b"".join(answer)


@pytest.mark.parametrize("who", ["mentor", "buyer"])
def test_who_writes_no_pages_finds_no_reports(request: Any, login: Any, who: str) -> None:
    browser = login(request.getfixturevalue(who))

    for address in (PICTURES, LINKS, FORGOTTEN):
        assert browser.get(address).status_code == 404


def test_the_title_of_a_page_that_one_may_not_find_is_not_told(
    participant: Any, stranger: Any, login: Any
) -> None:
    target = factories.post(stranger, "A story")
    factories.post(participant, "Mine", body=[text(f'<a linktype="page" id="{target.pk}">x</a>')])
    target.unpublish()
    Page.objects.filter(pk=target.pk).update(draft_title="Quetzalcoatlus")

    seen = words(login(participant), LINKS)

    assert "Mine" in seen
    assert "Quetzalcoatlus" not in seen


def test_tables_hold_the_same_rows(moderator: Any, login: Any) -> None:
    target = page_of_the_chapter("Target")
    page_of_the_chapter("=Source()", text(f'<a linktype="page" id="{target.pk}">there</a>'))
    target.unpublish()

    table = b"".join(login(moderator).get(LINKS, {"export": "csv"})).decode()
    book = load_workbook(BytesIO(b"".join(login(moderator).get(LINKS, {"export": "xlsx"}))))

    assert '"\'=Source()"' in table
    assert "offline or gone" in table
    assert book.active["A2"].data_type == "s"


def test_reports_cost_the_same_for_many_rows(
    participant: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    target = page_of_the_chapter("Target")
    target.unpublish()

    def add() -> None:
        page = factories.post(participant, body=[text(f'<a linktype="page" id="{target.pk}">x</a>')])
        Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=999))
        PortalImage.objects.filter(pk=factories.image(participant).pk).update(description="")

    for address in (PICTURES, LINKS, FORGOTTEN):
        assert_queries_do_not_grow(address, add, client=login(participant), rows=5)


def test_the_menu_offers_participants_their_three_reports(participant: Any, login: Any) -> None:
    home = words(login(participant), reverse("wagtailadmin_home"))

    for address in (PICTURES, LINKS, FORGOTTEN):
        assert address in home
    assert "/cms/reports/workflow/" not in home
