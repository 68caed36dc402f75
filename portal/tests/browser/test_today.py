"""A participant's first page on a phone and a desk: with charts, without scripts, on paper."""

from typing import Any

import pytest
from playwright.sync_api import expect

from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known
from portal.tests.test_today import World
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy() -> Any:
    """A participant with something in every section."""
    person = known(cast.person("Amina Okoye", "participant"))
    World(person, cast.mentor_of(person)).grow_to(3)
    tills.paid(factories.piece(person))
    return person


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_waits_comes_first_and_charts_come_when_they_are_near(
    size: Any, busy: Any, open_browser: Any, log_in: Any, looks_right: Any
) -> None:
    page = open_browser(size)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    log_in(page, busy.email)

    page.goto("/my/")

    expect(page.get_by_role("link", name="3 pieces of feedback to read")).to_be_visible()
    if size == PHONE:
        assert not [url for url in fetched if "chart.umd" in url]
    page.get_by_role("heading", name="How I stand").scroll_into_view_if_needed()
    page.get_by_role("heading", name="Month by month").scroll_into_view_if_needed()
    expect(page.locator("[data-chart] canvas")).to_have_count(2)
    assert len([url for url in fetched if "chart.umd" in url]) == 1
    looks_right(page)


def test_it_says_all_of_it_without_scripts_and_on_paper(
    busy: Any, open_browser: Any, log_in: Any, looks_right: Any
) -> None:
    page = open_browser(PHONE, javascript=False)
    log_in(page, busy.email)

    page.goto("/my/")

    tables = page.locator("#standing ~ * table, #standing + * table")
    assert tables.count() == 2
    expect(page.get_by_role("cell", name="Step 3")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Where to go")).to_be_hidden()
    expect(page.get_by_role("cell", name="Step 3")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_one_level_alone_is_told_by_its_table_and_draws_no_empty_chart(open_browser: Any, log_in: Any) -> None:
    person = known(cast.person("Amina Okoye", "participant"))
    World(person, cast.mentor_of(person)).grow_to(1)
    tills.paid(factories.piece(person))
    page = open_browser(DESK)
    log_in(page, person.email)

    page.goto("/my/")
    page.get_by_role("heading", name="Month by month").scroll_into_view_if_needed()

    expect(page.locator('[data-chart="earned-data"] canvas')).to_be_visible()
    expect(page.locator('[data-chart="growth-data"]')).to_be_hidden()
    expect(page.get_by_role("region", name="What mentors confirmed last")).to_contain_text("Step 1")
