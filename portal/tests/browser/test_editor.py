"""The editor as a participant has it: what is typed is saved by itself, shown beside, and outlives a lost line."""

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.blocks import Block

from cms_pages.blocks import portfolio_blocks
from cms_pages.models import PortfolioPage
from cms_pages.resume import ResumeBlock
from portal.testing import cast
from portal.tests.browser.conftest import WCAG, known

#: What the sign beside the title says when everything is kept.
SAVED = "#w-autosave-indicator[data-w-tooltip-content-value='Changes have been autosaved.']"
PAUSED = ".footer__container:not(.footer__container--hidden) >> text=paused"
#: The editor would lose what was typed: the browser asks whoever leaves.
ASKS = """() => {
    const leaving = new Event('beforeunload', {cancelable: true});
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
}"""


@pytest.fixture
def open_editor(transactional_db, participant, open_browser, log_in) -> Callable[..., Page]:
    known(participant)

    def at_the_portfolio(**values) -> Page:
        page = open_browser({"width": 1280, "height": 844}, **values)
        log_in(page, participant.email, cast.PASSWORD)
        page.goto(reverse("wagtailadmin_pages:edit", args=[participant.portfolio.pk]))
        page.wait_for_timeout(8_000)  # the editor's own scripts take their time, most on a slow machine
        return page

    return at_the_portfolio


def draft(person) -> str:
    return PortfolioPage.objects.get(owner_person=person).get_latest_revision_as_object().tagline


def write(page: Page, words: str) -> None:
    page.locator("#id_tagline").click()
    page.keyboard.type(words)
    page.keyboard.press("Tab")


def wait_for_draft(page: Page, person, words: str) -> None:
    last = time.monotonic() + 60
    while draft(person) != words:
        assert time.monotonic() < last, f"not saved: {draft(person)!r}"
        page.wait_for_timeout(500)


def test_what_is_typed_is_saved_by_itself_as_a_draft(participant, open_editor):
    page = open_editor()

    write(page, "Bands")
    page.locator(SAVED).wait_for(state="attached")

    assert PortfolioPage.objects.get(owner_person=participant).tagline == ""
    assert draft(participant) == "Bands"


def test_what_is_typed_while_the_line_is_lost_is_saved_when_it_is_back(participant, open_editor):
    page = open_editor(loses_line=True)
    page.context.set_offline(True)

    write(page, "Woven without a line")
    page.locator(PAUSED).wait_for()
    asks = page.evaluate(ASKS)
    assert draft(participant) == ""
    page.context.set_offline(False)

    wait_for_draft(page, participant, "Woven without a line")
    page.locator(SAVED).wait_for(state="attached")
    assert asks, "who leaves meanwhile is warned"
    assert page.locator("#id_tagline").input_value() == "Woven without a line"


def test_the_preview_beside_the_form_shows_the_draft_in_the_chosen_theme(participant, open_editor):
    page = open_editor()

    page.locator("[data-side-panel-toggle='preview']").click()
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator("h1").wait_for()
    page.locator("#id_theme").select_option("dye-bath")
    write(page, "Seen before it is published")

    frame.locator("text=Seen before it is published").wait_for()
    frame.locator("link[href*='/look/dye-bath/']").wait_for(state="attached")
    assert PortfolioPage.objects.get(owner_person=participant).tagline == ""


def insert(page: Page, field: str, block: Block) -> None:
    """Add a block of this kind at the end, by the menu that everybody uses."""
    plus = page.locator(f"#{field}-root > div > div > .c-sf-add-button")
    places = plus.count()
    plus.last.click()
    page.get_by_role("option", name=str(block.label)).first.click()
    expect(plus).to_have_count(places + 1)


def wait_for_blocks(page: Page, person, body: list[str], resume: list[str]) -> None:
    """It saves between two blocks too, so that the sign beside the title says little here."""
    last = time.monotonic() + 60
    while True:
        kept = PortfolioPage.objects.get(owner_person=person).get_latest_revision_as_object()
        found = [block.block_type for block in kept.body], [block.block_type for block in kept.resume]
        if found == (body, resume):
            return
        assert time.monotonic() < last, f"not saved: {found}"
        page.wait_for_timeout(500)


def show_whole(page: Page) -> None:
    """Make the window as high as the form.

    The bar above it stays in sight while one scrolls, and axe takes a button half under it for a small one.
    """
    high = page.evaluate("() => Math.max(...[...document.querySelectorAll('*')].map(part => part.scrollHeight))")
    page.set_viewport_size({"width": 1280, "height": high + 200})
    page.evaluate("() => document.querySelectorAll('*').forEach(part => part.scrollTo(0, 0))")
    under, form = page.locator("header").first.bounding_box(), page.locator("#body-root").bounding_box()
    assert under is not None
    assert form is not None
    assert form["y"] >= under["y"] + under["height"]


def faults_of(page: Page, field: str) -> list[str]:
    """What axe finds once the editor rests: blocks slide open, and a button is smaller on its way."""
    last = time.monotonic() + 30
    while True:
        found = Axe().run(page, f"#{field}-root", options={"runOnly": {"type": "tag", "values": WCAG}})
        rules = found.response["violations"]
        told = [f"{rule['id']}: {node['html'][:200]}" for rule in rules for node in rule["nodes"]]
        if not told or time.monotonic() > last:
            return told
        page.wait_for_timeout(500)


def test_every_block_of_the_editor_breaks_no_rule_and_is_saved_unfinished(participant, open_editor):
    page = open_editor()

    for _name, block in portfolio_blocks():
        insert(page, "body", block)
    page.locator("#body-root").get_by_role("button", name="Add column").first.click()
    page.get_by_role("button", name="Words").click()
    page.locator("#body-root").get_by_role("button", name="Insert row").first.click()
    for block in ResumeBlock().child_blocks.values():
        insert(page, "resume", block)

    wait_for_blocks(page, participant, list(dict(portfolio_blocks())), list(ResumeBlock().child_blocks))
    show_whole(page)
    assert not faults_of(page, "body")
    assert not faults_of(page, "resume")
