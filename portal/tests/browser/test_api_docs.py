"""The viewers of the API draw every door, and ask for nothing that our policy refuses."""

from typing import Any

import pytest
from playwright.sync_api import expect

from portal.testing import cast
from portal.tests.browser.conftest import known

pytestmark = pytest.mark.django_db(transaction=True)


def test_swagger_tries_a_door_and_redoc_reads(open_browser: Any, log_in: Any):
    page = open_browser()
    log_in(page, known(cast.person("Amina Okoye", "participant")).email)

    page.goto("/api/v1/docs/")
    row = page.locator(".opblock-get").filter(has=page.locator("[data-path='/api/v1/dashboard']"))
    row.locator(".opblock-summary-control").click()
    row.get_by_role("button", name="Try it out").click()
    row.get_by_role("button", name="Execute").click()
    expect(row.locator(".live-responses-table tbody .response-col_status")).to_contain_text("200")

    page.goto("/api/v1/redoc/")
    expect(page.locator("main h1").first).to_contain_text("Skill and mentorship platform")
    expect(page.locator("main")).to_contain_text("/marketplace/sell")
    colours = page.locator("main h1").first.evaluate("each => getComputedStyle(each).fontFamily")
    assert "Montserrat" in colours  # its styles are there
