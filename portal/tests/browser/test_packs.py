"""A coordinator brings a craft here with three clicks; everybody then finds it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from portal.tests.browser.conftest import DESK, PHONE, known


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


#: On a phone Wagtail's own menu needs scripts.
@pytest.mark.parametrize(("size", "javascript"), [(DESK, True), (PHONE, True), (DESK, False)])
def test_a_craft_is_looked_at_loaded_and_found(
    size: dict[str, int],
    javascript: bool,
    transactional_db: None,
    moderator: Any,
    open_browser: Callable[..., Page],
    log_in: Callable[..., None],
    looks_right: Callable[[Page], None],
) -> None:
    known(moderator)
    page, shot = open_browser(size, javascript=javascript), f"{size['width']}{'' if javascript else '-plain'}"
    log_in(page, moderator.email)

    page.goto("/cms/mentorship_pack/load/")
    keep(page, f"load-{shot}")
    page.click("button[value=bicycle-repair]")
    page.get_by_text("Wheels and tyres, level 1").wait_for()
    keep(page, f"preview-{shot}")
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("2 skills with 8 levels").wait_for()
    keep(page, f"loaded-{shot}")
    page.goto("/cms/mentorship_rubric/")
    page.get_by_role("link", name="How a repair is done").first.click()
    page.get_by_role("button", name="Save").first.wait_for()
    keep(page, f"rubric-{shot}")

    page.goto("/find/skills/brakes-and-gears/")
    keep(page, f"skill-{shot}")
    assert "Head of the workshop" in page.locator("main").inner_text()
    if javascript:  # axe needs it
        looks_right(page)
