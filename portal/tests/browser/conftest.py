"""Chromium against a live server; every page is also looked at by axe and for sideways scrolling."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.testing import cast

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
#: Milliseconds that a page may take on a slow machine that does other things too; nothing here measures speed.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def known(person: Any) -> Any:
    """Let `person` log in through the door: their address is theirs."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def database_beside_a_browser() -> None:
    """Playwright's synchronous API keeps an event loop running, in which Django refuses the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium(database_beside_a_browser: None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """`open_browser(size, javascript=True)` gives a visitor's page; with `loses_line` requests may fail.

    Errors in its console, what its security policies refuse, and boxes that a script opens fail the test.
    """
    settings.SITE_URL = live_server.url
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        size: dict[str, int] = DESK,
        *,
        javascript: bool = True,
        scheme: str = "light",
        loses_line: bool = False,
        base_url: str = live_server.url,
    ) -> Page:
        context = chromium.new_context(
            viewport=size, java_script_enabled=javascript, color_scheme=scheme, base_url=base_url
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: _note_refusal(line, complaints))
        page.on("dialog", lambda dialog: _note_dialog(dialog, complaints))
        if not loses_line:
            page.on("requestfailed", lambda request: _note_failure(request, complaints))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _note_failure(request: Any, complaints: list[str]) -> None:
    if "ERR_ABORTED" not in (request.failure or ""):  # navigation away from a page that still loads
        complaints.append(f"{request.url}: {request.failure}")


def _note_refusal(line: Any, complaints: list[str]) -> None:
    if any(
        policy in line.text for policy in ("Content Security Policy", "Permissions-Policy", "Permissions policy")
    ):
        complaints.append(f"{line.location.get('url')}: {line.text}")


def _note_dialog(dialog: Any, complaints: list[str]) -> None:
    complaints.append(f"{dialog.page.url if dialog.page else ''} opened a box: {dialog.message}")
    dialog.dismiss()


@pytest.fixture
def log_in() -> Callable[[Page, str], None]:
    def through_the_door(page: Page, email: str, password: str = cast.PASSWORD) -> None:
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/account/login/" not in url)

    return through_the_door


@pytest.fixture
def looks_right() -> Callable[[Page], None]:
    """Fails for a page that scrolls sideways, has other than one h1, or breaks a WCAG rule that axe knows."""

    def check(page: Page) -> None:
        page.wait_for_load_state("domcontentloaded")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} h1"
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        told = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]
        assert not told, f"{page.url}: {told}"

    return check
