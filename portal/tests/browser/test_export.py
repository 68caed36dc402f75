"""Amina takes her site along: the button, the file, and the pages from a disk with the network off."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from cms_pages.export import tree
from cms_pages.models import BlogPostPage
from mentorship.models import Project
from portal.accounts.models import User
from portal.management.commands.seed_demo import PASSWORD
from portal.testing.jobs import work_off
from portal.tests.browser.conftest import DESK, PHONE, WCAG

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def open_from_disk(chromium: Browser) -> Iterator[Callable[[dict[str, int]], Page]]:
    """`open_from_disk(size)` gives a page without a network; whatever it asks of one fails the test."""
    contexts, complaints = [], []

    def open_page(size: dict[str, int]) -> Page:
        contexts.append(chromium.new_context(viewport=size, offline=True))
        page = contexts[-1].new_page()
        page.on("request", lambda request: _note_request(request.url, complaints))
        page.on("requestfailed", lambda request: complaints.append(f"{page.url}: {request.url} {request.failure}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_bad(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _note_request(url: str, complaints: list[str]) -> None:
    if not url.startswith(("file:", "data:")):
        complaints.append(f"asked for {url}")


def _is_bad(said: Any) -> bool:
    return said.type in ("error", "warning")


def take_along(page: Page, folder: Path, name: str) -> Path:
    """Press the button, let a worker do its work, and download what it made."""
    page.goto("/my/site/")
    page.get_by_role("button", name="Build my site").click()
    page.get_by_text("Waiting for its turn").wait_for()
    work_off()
    page.get_by_role("link", name="Look again").click()
    page.get_by_text("Your site is ready").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").first.click()
    download.value.save_as(folder / name)
    return folder / name


def private_words() -> list[str]:
    """What must not be in anybody's public site: numbers and titles of what is not public, addresses, drafts."""
    hidden = Project.objects.exclude(visibility="public").prefetch_related("files")
    words = [word for work in hidden for word in (work.public_id, work.title)]
    words += [str(file.public_id) for work in hidden for file in work.files.all()]
    words += User.objects.values_list("email", flat=True)
    words += BlogPostPage.objects.filter(live=False).values_list("title", flat=True)
    return words


def test_aminas_site_opens_from_a_disk_with_the_network_off(
    open_browser, open_from_disk, log_in, looks_right, tmp_path
):
    call_command("seed_demo", force=True, small=True)
    amina = User.objects.get(email="amina@example.org")
    hidden = Project.objects.filter(owner=amina).first()
    Project.objects.filter(pk=hidden.pk).update(visibility="private")
    browser = open_browser(PHONE, javascript=False)
    log_in(browser, amina.email, PASSWORD)

    first = take_along(browser, tmp_path, "first.zip")
    second = take_along(browser, tmp_path, "second.zip")
    looks_right(_with_scripts(open_browser, log_in, amina.email))

    assert tree.digest(first) == tree.digest(second)
    root = tmp_path / "site"
    with zipfile.ZipFile(first) as archive:
        archive.extractall(root)
        content = b"".join(archive.read(name) + name.encode() for name in archive.namelist())
    words = private_words()
    assert hidden.title in words
    assert [word for word in words if word.encode() in content] == []
    for size in (PHONE, DESK):
        page = open_from_disk(size)
        for file in sorted(root.rglob("*.html")):
            page.goto(f"file://{file}")
            assert _broken_pictures(page) == [], file
            assert _faults_of(page) == [], file
    page.goto(f"file://{root}/index.html")
    page.locator("[data-theme-toggle]").click()
    assert page.evaluate("document.documentElement.classList.contains('is-dark')")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Works").click()
    page.locator("a.card-link").first.click()
    assert page.url.startswith(f"file://{root}/work/")
    assert page.locator("h1").count() == 1


def _with_scripts(open_browser: Any, log_in: Any, email: str) -> Page:
    page = open_browser(PHONE)
    log_in(page, email, PASSWORD)
    page.goto("/my/site/")
    return page


def _faults_of(page: Page) -> list[str]:
    """Return what is wrong with how a page looks and reads; axe's wish to fetch the styles fails from a disk."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    options = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    told = [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]
    return [
        *told,
        *([f"{wide} px too wide"] if wide > 0 else []),
        *(["no h1"] if page.locator("h1").count() != 1 else []),
    ]


def _broken_pictures(page: Page) -> list[str]:
    """Return the addresses of pictures that did not come, also of those below the fold."""
    return page.evaluate(
        """async () => {
            const images = [...document.images];
            for (const image of images) image.loading = "eager";
            await Promise.allSettled(images.map((image) => image.decode()));
            return images.filter((image) => !image.naturalWidth).map((image) => image.src);
        }"""
    )
