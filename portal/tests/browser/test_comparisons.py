"""Saying which of two pieces is better, on a phone and without scripts, and reading what came of it."""

import os
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.models import Discipline, Preference, Skill
from mentorship.services import comparisons
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.testing.uploads import picture, text
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


def shoot(page: Any, name: str) -> None:
    """Keep a picture of the page if somebody named a folder for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def with_door(person: Any) -> Any:
    known(person)
    return person


@pytest.fixture
def people(db: None) -> Any:
    participant = cast.person("Amina Okoye", "participant")
    mentor, coordinator = cast.mentor_of(participant), cast.person("Carol Njeri", "coordinator")
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill = Skill.objects.create(slug="throwing-pots", name="Throwing", discipline=craft)
    words = {"brief": "A bowl that holds soup for two.", "rubric": make.rubric(skill)}
    task = make.give(participant, mentor, **words)
    files = [picture("one.jpg", (900, 600)), text("recipe.py", "glaze = 3\nprint(glaze)")]
    first = make.hand_in(task, note="My first try, a little thick.", files=files)
    make.decide(first, mentor, "revision")
    second = make.hand_in(task, note="Thinner now.", files=[picture("two.jpg", (600, 900))])
    comparisons.pair(first=first, second=second)
    return with_door(mentor), with_door(coordinator)


@pytest.mark.parametrize(
    ("size", "javascript"), [(PHONE, False), (PHONE, True), (DESK, True)], ids=["no scripts", "phone", "desk"]
)
def test_two_pieces_are_compared_and_coordinators_read_it(
    open_browser, log_in, looks_right, people, size, javascript
):
    mentor, coordinator = people
    name = f"{size['width']}{'' if javascript else '-plain'}"
    page = open_browser(size, javascript=javascript)
    log_in(page, mentor.email)
    page.goto("/my/comparisons/")
    shoot(page, f"home-{name}")
    page.get_by_role("button", name="Show me a pair").click()
    expect(page.get_by_role("heading", name="A", exact=True)).to_be_visible()
    if javascript:
        looks_right(page)
    shoot(page, f"pair-{name}")

    page.get_by_role("button", name="Say it, and show the next pair").click()
    page.get_by_label("B is better").first.check()
    page.get_by_label("Why?").fill("The wall is even, and it would hold soup.")
    page.get_by_label("By “Form”").select_option(label="A is better")
    page.get_by_role("button", name="Say it, and show the next pair").click()
    expect(page.get_by_text("The wall is even")).to_be_visible()
    shoot(page, f"said-{name}")
    assert Preference.objects.get().criteria.count() == 1

    said = {"choice": "tie", "reason": "Both hold.", "is_swapped": False, "drawn_at": timezone.now()}
    Preference.objects.create(
        comparison=Preference.objects.get().comparison, rater=coordinator, answered_at=timezone.now(), **said
    )
    page = open_browser(size, javascript=javascript)
    log_in(page, coordinator.email)
    for address, shot in (
        ("/my/reports/comparisons/", "results"),
        (Preference.objects.first().comparison.get_absolute_url(), "result"),
        ("/my/reports/comparisons/export/", "export"),
    ):
        page.goto(address)
        if javascript:
            looks_right(page)
        shoot(page, f"{shot}-{name}")
