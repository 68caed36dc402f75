"""The desk of mentors on a phone and a desk, without scripts and on paper."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.models import LevelConfirmation, Pairing, Skill
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known
from portal.tests.test_mentor_desk import cohort_of
from portal.tests.test_today import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maria() -> Any:
    """A mentor with a participant who needs her, and a cohort."""
    amina = cast.person("Amina Okoye", "participant")
    maria = known(cast.mentor_of(amina))
    World(amina, maria).grow_to(2)
    make.hand_in(make.give(amina, maria))
    LevelConfirmation.objects.update(skill=Skill.objects.get(), confirmed_at=timezone.now())
    cohort_of(maria, amina)
    return maria


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_mentor_walks_from_the_desk_to_a_person_and_a_cohort(
    size: Any, maria: Any, open_browser: Any, log_in: Any, looks_right: Any
) -> None:
    page = open_browser(size)
    log_in(page, maria.email)

    page.goto("/cms/desk/")
    expect(page.get_by_text("1 piece waits, handed in today")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Autumn makers").click()
    expect(page.get_by_role("cell", name="2 of 99")).to_be_visible()
    looks_right(page)
    page.goto("/cms/desk/things/")
    expect(page.get_by_role("cell", name="not shared")).to_be_visible()
    looks_right(page)
    page.goto(f"/cms/my_participants/inspect/{Pairing.objects.get().pk}/")
    expect(page.get_by_role("heading", name="What happened lately")).to_be_visible()


def test_the_desk_works_without_scripts_and_on_paper(maria: Any, open_browser: Any, log_in: Any) -> None:
    page = open_browser(PHONE, javascript=False)
    log_in(page, maria.email)

    page.goto("/cms/desk/")
    page.get_by_role("link", name="A piece waits").click()
    expect(page.get_by_role("link", name="Amina Okoye", exact=True)).to_be_visible()
    page.get_by_role("link", name="Autumn makers").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("cell", name="2 of 99")).to_be_visible()
