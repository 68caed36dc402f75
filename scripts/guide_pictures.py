"""Take the pictures of docs/guides/ from a running demo, which is only looked at: make guide-pictures SITE_URL=…

Each row says who looks, where they begin, which links they follow, and whether on a phone. Needs Chromium.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "guides" / "pictures"
PASSWORD = "demo-portal-2026"  # noqa: S105  that of the demo
DESK, PHONE = {"width": 1100, "height": 720}, {"width": 390, "height": 720}
#: Bytes; the quality goes down until a picture has no more.
HEAVIEST = 60_000
VISITOR = ""
SHOTS = (
    ("shop", VISITOR, "/shop/", (), DESK),
    ("piece", VISITOR, "/shop/", ("House on the hill",), DESK),
    ("orders", "ben", "/my/", (), DESK),
    ("offer", "ben", "/my/made-to-order/", ("Market day in winter",), DESK),
    ("today", "amina", "/my/", (), PHONE),
    ("work-new", "amina", "/my/works/new/", (), DESK),
    ("my-shop", "amina", "/my/shop/", (), DESK),
    ("task", "amina", "/my/tasks/", ("Weave a sample with three reds",), DESK),
    ("diary", "amina", "/my/diary/", (), PHONE),
    ("money", "amina", "/my/money/", (), DESK),
    ("editor", "amina", "/cms/", ("Edit my portfolio",), DESK),
    ("approval-own", "kaya", "/my/approvals/", (), PHONE),
    ("desk", "maria", "/cms/desk/", (), DESK),
    ("review", "maria", "/my/reviews/", ("Show the back of a weave",), DESK),
    ("prospect", "maria", "/my/prospects/", ("Fatou Diallo",), DESK),
    ("contact", "maria", "/my/contacts/new/", ("Aisha Bello",), PHONE),
    ("approval", "maria", "/my/approvals/", ("Look at it",), DESK),
    ("people", "carol", "/my/people/", (), DESK),
    ("pairings", "carol", "/my/pairings/", (), DESK),
    ("settings", "carol", "/cms/settings/cms_pages/chaptersettings/", (), DESK),
    ("figures", "carol", "/chapter/", (), DESK),
    ("health", "carol", "/chapter/health/", (), DESK),
)


def main(site: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        doors = {who: known(browser, site, who) for who in dict.fromkeys(shot[1] for shot in SHOTS)}
        for name, who, path, follow, size in SHOTS:
            page = doors[who]
            page.set_viewport_size(size)
            page.goto(path)
            for link in follow:
                page.get_by_role("link", name=link).first.click()
            keep(page, PICTURES / f"{name}.webp")
        browser.close()


def known(browser: Browser, site: str, who: str) -> Page:
    """Return a page of somebody who is logged in, or of a visitor."""
    page = browser.new_context(base_url=site, reduced_motion="reduce", color_scheme="light").new_page()
    page.set_default_timeout(60_000)
    if who:
        page.goto("/account/login/")
        page.fill("input[name=login]", f"{who}@example.org")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


def keep(page: Page, name: Path) -> None:
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    for quality in range(70, 10, -10):
        kept = io.BytesIO()
        picture.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= HEAVIEST:
            break
    name.write_bytes(kept.getvalue())
    print(f"{name.name:<20} {kept.tell():>6} bytes, quality {quality}")


if __name__ == "__main__":
    main(sys.argv[1])
