"""The editor as a participant has it on a phone: it saves by itself, says when it cannot, and loses nothing."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from cms_pages.models import PortfolioPage
from portal.testing import cast

#: Where pictures of the pages are kept when somebody wants to look at them.
SHOTS = os.environ.get("SCREENSHOTS", "")
PATIENCE = 90_000


@pytest.fixture
def editor(transactional_db, participant, open_browser, log_in):
    """The editor of the own portfolio, on a phone."""
    page = open_browser({"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE)
    log_in(page, participant.email, cast.PASSWORD)
    page.goto(reverse("wagtailadmin_pages:edit", args=[participant.portfolio.pk]))
    return page


def draft_of(participant):
    return PortfolioPage.objects.get(owner_person=participant).get_latest_revision_as_object()


def test_what_is_typed_is_saved_and_outlives_a_lost_line(editor, participant):
    tagline = editor.locator("#id_tagline")
    tagline.fill("Bands")
    editor.locator(".w-autosave-indicator__state--saved").wait_for()
    assert draft_of(participant).tagline == "Bands"
    assert PortfolioPage.objects.get(owner_person=participant).tagline == ""

    editor.route("**/cms/pages/*/edit/**", lambda route: route.abort("aborted"))
    tagline.fill("Bands and belts")
    editor.get_by_text("A network error occurred").first.wait_for()
    if SHOTS:
        editor.screenshot(path=Path(SHOTS) / "editor-390-offline.png")
    assert tagline.input_value() == "Bands and belts"

    editor.unroute("**/cms/pages/*/edit/**")
    tagline.press("End")
    tagline.type("!")
    editor.locator(".w-autosave-indicator__state--saved").wait_for()
    assert draft_of(participant).tagline == "Bands and belts!"


def test_the_preview_follows_what_is_typed(editor, participant):
    if SHOTS:
        editor.screenshot(path=Path(SHOTS) / "editor-390.png", full_page=True)
    editor.locator("#id_theme").select_option("dye-bath")
    editor.locator(".w-autosave-indicator__state--saved").wait_for()

    page = editor.context.new_page()
    page.goto(reverse("wagtailadmin_pages:view_draft", args=[participant.portfolio.pk]))

    assert page.locator("link[href^='/look/dye-bath/']").count() == 1
