"""Themes, colours and layouts: everything can be read, in every theme, by day and at night."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from cms_pages import themes
from cms_pages.models import PortfolioPage
from cms_pages.services import portfolios
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, portfolio_form
from portal.core import colours
from portal.core.tests.test_look import DYES, tokens

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
any_theme = pytest.mark.parametrize("theme", themes.Theme.values)


@any_theme
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_theme_can_be_read(theme: str, scheme: int) -> None:
    palette = themes.PALETTES[themes.Theme(theme)]
    site = tokens()["dark" if scheme else "light"]
    grounds = palette.grounds(scheme)
    own = {name: pair[scheme] for name, pair in palette.colours.items()}

    for text in (own["ink"], own["ink-soft"], *(site[dye] for dye in DYES)):
        assert colours.stands_out(text, grounds), (theme, text)
    for shape in (own["edge"], site["focus"]):
        assert colours.stands_out(shape, grounds, by=colours.SHAPES), (theme, shape)
    for dye in DYES:
        assert colours.contrast(own["ink"], site[f"{dye}-wash"]) >= colours.TEXT
    assert colours.contrast(own["paper"], own["ink"]) >= colours.TEXT


@any_theme
@settings(max_examples=30, deadline=None)
@given(accent=hexes)
def test_any_colour_has_a_nearest_that_can_be_read_by_day_and_night(theme: str, accent: str) -> None:
    accent = themes.suggestion(theme, accent)
    palette = themes.PALETTES[themes.Theme(theme)]
    found = themes.accents(theme, accent)

    for scheme in (0, 1):
        for name in ("accent", "accent-strong"):
            assert colours.stands_out(found[name][scheme], palette.grounds(scheme)), (name, scheme)
            assert colours.contrast(found["on-accent"][scheme], found[name][scheme]) >= colours.TEXT


@settings(max_examples=30, deadline=None)
@given(colour=hexes)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    white = ["#ffffff"]

    found = colours.nearest(colour, white)

    assert colours.stands_out(found, white)
    assert (found == colour) == colours.stands_out(colour, white)


def test_the_workshop_is_the_sites_own_look() -> None:
    palette = themes.PALETTES[themes.Theme.WORKSHOP]

    for scheme, name in enumerate(("light", "dark")):
        assert {token: pair[scheme] for token, pair in palette.colours.items()}.items() <= tokens()[name].items()


@any_theme
def test_a_look_is_a_style_sheet(theme: str, client: Client) -> None:
    answer = client.get(reverse("cms_pages:look", args=[theme, "2d4275"]))

    assert answer["Content-Type"].startswith("text/css")
    assert "public" in answer["Cache-Control"]
    assert "--accent:light-dark(#2d4275," in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["workshop/ffff00", "workshop/2d427", "workshop/zzzzzz", "castle/2d4275"])
def test_nobody_gets_a_look_that_cannot_be_read(path: str, client: Client) -> None:
    assert client.get(f"/look/{path}.css").status_code == 404


@pytest.mark.django_db
def test_a_pale_colour_is_refused_with_the_nearest_that_works(participant: Any, login: Any) -> None:
    form = portfolio_form(accent="#ffd34d", tagline="Kept words")

    page = login(participant).post(edit_url(participant.portfolio), form).content.decode()

    readable = themes.suggestion("workshop", "#ffd34d")
    assert f"The nearest is {readable}." in page
    assert "Kept words" in page
    assert PortfolioPage.objects.get(pk=participant.portfolio.pk).accent == themes.ACCENT
    login(participant).post(edit_url(participant.portfolio), portfolio_form(accent=readable))
    assert PortfolioPage.objects.get(pk=participant.portfolio.pk).accent == readable


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ["red", "#12345", "#2d4275;}body{display:none}", "#ＡＡＡＡＡＡ", "#1234567"])
def test_what_is_no_colour_is_refused(participant: Any, accent: str) -> None:
    with pytest.raises(ValidationError):
        portfolios.update(participant.portfolio, by=participant, accent=accent)


@pytest.mark.django_db
def test_the_pages_below_wear_the_same_look(client: Client, participant: Any, stranger: Any) -> None:
    portfolios.update(participant.portfolio, by=participant, theme="dye-bath", accent="#42602B")
    post = factories.post(participant)
    look = reverse("cms_pages:look", args=["dye-bath", "42602b"])

    for page in (participant.portfolio, factories.journal(participant), factories.gallery(participant), post):
        assert look in client.get(page.url).content.decode()
    assert look not in client.get(stranger.portfolio.url).content.decode()
    assert "/look/" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_preview_wears_the_look_that_is_not_saved(participant: Any, login: Any) -> None:
    browser = login(participant)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[participant.portfolio.pk])

    browser.post(preview, portfolio_form(theme="white-wall"))

    assert "/look/white-wall/" in browser.get(preview).content.decode()
    assert "/look/workshop/" in browser.get(participant.portfolio.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("layout", "works_come_first"), [("side", False), ("single", False), ("works", True)])
def test_the_layout_orders_words_and_works(
    client: Client, participant: Any, layout: str, works_come_first: bool
) -> None:
    factories.work(participant, "The red band")
    portfolios.update(participant.portfolio, by=participant, layout=layout, body=[("heading", "How I began")])

    page = client.get(participant.portfolio.url).content.decode()

    assert (page.index('id="works"') < page.index("How I began")) == works_come_first
