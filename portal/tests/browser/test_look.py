"""The pages that need no data, at every width and in both themes."""

import pytest


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1280, 1440])
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/no-such-page/", "/works/"])
def test_a_page_fits_its_width_and_breaks_no_rule(open_browser, looks_right, path, width, scheme):
    page = open_browser({"width": width, "height": 800}, scheme=scheme)

    page.goto(path)

    looks_right(page)


def test_the_first_tab_skips_to_the_content(open_browser):
    page = open_browser()
    page.goto("/works/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "content"
