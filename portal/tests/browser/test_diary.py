"""Writing a diary on a phone whose window closes and whose line is lost."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mentorship.models import JournalEntry
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "textarea[name=text]"
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


def learner() -> Any:
    person = cast.person("Amina Okoye", "participant")
    known(person)
    return person


def wait_for_draft(page: Any) -> None:
    """Typing is kept when it pauses for a moment."""
    for _turn in range(50):
        if page.evaluate(DRAFTS):
            return
        page.wait_for_timeout(100)
    pytest.fail("Nothing was kept.")


def test_what_was_typed_survives_a_closed_window_and_a_lost_line(open_browser, log_in, looks_right):
    page = open_browser(PHONE, loses_line=True)
    log_in(page, learner().email)
    page.goto("/my/diary/")
    looks_right(page)
    page.fill(WORDS, "Half a thought, then the bus came")
    wait_for_draft(page)

    page.goto("/my/")
    page.goto("/my/diary/")
    expect(page.locator(WORDS)).to_have_value("Half a thought, then the bus came")
    expect(page.get_by_text("what you had begun to write")).to_be_visible()
    form = page.input_value("input[name=submission]")
    looks_right(page)

    page.route("**/my/diary/new/", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Keep this entry").click()
    page.unroute("**/my/diary/new/")
    page.goto("/my/diary/")
    expect(page.locator(WORDS)).to_have_value("Half a thought, then the bus came")
    assert page.input_value("input[name=submission]") == form

    page.get_by_role("button", name="Keep this entry").click()
    expect(page.get_by_text("Your entry is kept.")).to_be_visible()
    expect(page.locator(WORDS)).to_have_value("")
    assert page.evaluate(DRAFTS) == 0
    assert JournalEntry.objects.get().text == "Half a thought, then the bus came"


def test_whoever_logs_out_leaves_no_draft_for_the_next(open_browser, log_in):
    page = open_browser(DESK)
    log_in(page, learner().email)
    page.goto("/my/diary/")
    page.fill(WORDS, "Nobody else's business")
    wait_for_draft(page)

    page.locator("summary", has_text="Amina Okoye").click()
    page.get_by_role("button", name="Log out").first.click()
    page.wait_for_url(lambda url: "/my/" not in url)

    assert page.evaluate(DRAFTS) == 0


def test_without_scripts_an_entry_with_everything_is_kept(open_browser, log_in):
    page = open_browser(PHONE, javascript=False)
    log_in(page, learner().email)
    page.goto("/my/diary/")
    page.fill(WORDS, "By hand")
    page.get_by_text("Day, time spent, skill, who sees it").click()
    page.fill("input[name=minutes]", "25")
    page.get_by_label("Everybody", exact=True).check()
    page.get_by_role("button", name="Keep this entry").click()

    expect(page.get_by_text("Your entry is kept.")).to_be_visible()
    entry = JournalEntry.objects.get()
    assert (entry.minutes, entry.visibility) == (25, "public")
