"""The three themes, by day and at night, at the width of a phone and of a desk, with most kinds of blocks."""

import os
from pathlib import Path

import pytest

from cms_pages import themes
from cms_pages.blocks import portfolio_blocks
from cms_pages.services import portfolios
from cms_pages.tests import factories

#: Where pictures of the pages are kept when somebody wants to look at them.
SHOTS = os.environ.get("SCREENSHOTS", "")
ACCENTS = dict(zip(themes.Theme.values, ("#a63f27", "#1f5c4d", "#5b3aa0"), strict=True))
BARE = ("picture", "pictures", "recording", "project", "product")


@pytest.fixture
def portfolio(transactional_db, participant):
    for title in ("The red band", "Nine threads"):
        factories.work(participant, title)
    factories.post(participant, "A week of blue")
    shown = [(name, block.get_preview_value()) for name, block in portfolio_blocks() if name not in BARE]
    picture = factories.image(participant)
    picture.contextual_alt_text, picture.decorative = "A clay bowl", False
    body = [*shown, ("picture", picture)]
    return portfolios.update(participant.portfolio, by=participant, tagline="Bands and belts", body=body)


@pytest.mark.parametrize("theme", themes.Theme.values)
def test_a_portfolio_can_be_read_in_every_theme(open_browser, looks_right, participant, portfolio, theme):
    layout = dict(zip(themes.Theme.values, themes.Layout.values, strict=True))[theme]
    portfolios.update(portfolio, by=participant, theme=theme, accent=ACCENTS[theme], layout=layout)

    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = open_browser({"width": width, "height": 900}, scheme=scheme)
            page.goto(portfolio.url)
            looks_right(page)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{theme}-{width}-{scheme}.png", full_page=True)


def test_a_player_of_another_site_opens_when_it_is_pressed(open_browser, portfolio):
    page = open_browser()
    page.context.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="<p>played</p>"))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(portfolio.url)
    assert not [url for url in asked if "youtube" in url]

    page.click("[data-embed-play]")

    page.frame_locator(".facade iframe").get_by_text("played").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_without_javascript_the_player_is_a_link(open_browser, portfolio):
    page = open_browser(javascript=False)

    page.goto(portfolio.url)

    assert page.locator("[data-embed-play]").get_attribute("href").startswith("https://www.youtube.com/watch")


def test_code_is_copied_with_one_press(open_browser, portfolio):
    page = open_browser()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(portfolio.url)

    page.get_by_role("button", name="Copy").click()

    page.get_by_role("button", name="Copied").wait_for()
