"""Somebody says three sentences about a public work; its maker looks, and thanks."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.models import Project
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_words_wait_are_shown_and_thanked_for(
    size: Any, javascript: bool, open_browser: Any, log_in: Any, looks_right: Any
) -> None:
    amina, bruno = known(cast.person("Amina Okoye", "participant")), known(cast.person("Bruno T", "participant"))
    work = Project.objects.create(
        owner=amina, title="Bowl", media_type="object", visibility="public", published_at=timezone.now()
    )
    hers, his = open_browser(size, javascript=javascript), open_browser(size)
    log_in(hers, amina.email)
    log_in(his, bruno.email)

    his.goto(work.get_absolute_url())
    his.get_by_role("button", name="Beautiful").click()
    expect(his.get_by_role("button", name="Beautiful 1")).to_have_attribute("aria-pressed", "true")
    looks_right(his)
    his.get_by_role("link", name="Say what you notice").click()
    looks_right(his)
    his.get_by_label("I notice").fill("The rim is even.")
    his.get_by_label("Try").fill("A taller foot.")
    his.get_by_role("button", name="Say it").click()
    expect(his.get_by_text("Only you see this until somebody has looked")).to_be_visible()

    hers.goto("/my/")
    hers.get_by_role("link", name="1 person said something about a work of yours").click()
    hers.get_by_role("button", name="Let everybody read it").click()
    hers.get_by_role("link", name="Did it help? Thank them").click()
    hers.get_by_label("Did it help you?").select_option("yes")
    hers.get_by_label("Thank them").fill("It stands better now!")
    hers.get_by_role("button", name="Say so").click()
    expect(hers.get_by_text("It stands better now!")).to_be_visible()

    his.goto("/my/notes/")
    expect(his.get_by_text("It stands better now!")).to_be_visible()
    looks_right(his)
