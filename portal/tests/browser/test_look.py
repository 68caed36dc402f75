"""The pages that need no data, at every width and in both themes."""

import pytest

from cms_pages.tests import factories
from portal.tests.browser.conftest import PHONE

#: How many pixels lie between the words of an element and its right edge.
GAP = """(element) => {
    const words = document.createRange();
    words.selectNodeContents(element);
    return element.getBoundingClientRect().right - words.getBoundingClientRect().right;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1280, 1440])
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/no-such-page/", "/works/"])
def test_a_page_fits_its_width_and_breaks_no_rule(open_browser, looks_right, path, width, scheme):
    page = open_browser({"width": width, "height": 800}, scheme=scheme)

    page.goto(path)

    looks_right(page)


def test_what_is_written_from_right_to_left_begins_at_the_right(transactional_db, participant, open_browser):
    work = factories.work(participant, "نول جدتي")
    page = open_browser(PHONE)

    for path, place in ((work.get_absolute_url(), "h1"), ("/works/", ".card-title")):
        page.goto(path)
        gap = page.locator(place).first.evaluate(GAP)
        assert abs(gap) < 2, f"{path}: {gap} px at the right of the words"


def test_the_first_tab_skips_to_the_content(open_browser):
    page = open_browser()
    page.goto("/works/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "content"
