"""The bar of editors: its checker finds a planted fault under our policy, and nobody else has it."""

from __future__ import annotations

from typing import Any

from wagtail.rich_text import RichText

from cms_pages.models import StandardPage
from portal.testing import cast
from portal.tests.browser.conftest import PHONE, known

BAR = "wagtail-userbar"


def page_with_a_fault() -> Any:
    """Its headings leave a level out."""
    page = StandardPage.objects.get(slug="about")
    page.body = [("text", RichText("<h2>Two</h2><h4>Four</h4>"))]
    page.save_revision().publish()
    return page


def test_the_checker_reports_a_planted_fault(
    transactional_db: None, moderator: Any, open_browser: Any, log_in: Any
) -> None:
    known(moderator)
    fault = page_with_a_fault()
    page = open_browser()
    log_in(page, moderator.email, cast.PASSWORD)

    page.goto(fault.url)
    bar = page.locator(BAR)
    bar.locator("#wagtail-userbar-trigger").click()

    bar.locator("#checker-trigger").click()
    page.get_by_text("Incorrect heading hierarchy").first.wait_for()
    page.set_viewport_size(PHONE)
    assert not page.locator(BAR).is_visible()


def test_visitors_have_no_bar(transactional_db: None, open_browser: Any) -> None:
    fault = page_with_a_fault()
    page = open_browser()

    page.goto(fault.url)

    assert page.locator(BAR).count() == 0
