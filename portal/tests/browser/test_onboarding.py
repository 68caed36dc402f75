"""The way of somebody new, by a mentor on a phone: noted, assessed, onboarded with a kit; then they join."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from mentorship.models import Discipline, Goal, Issue, Kit, Prospect, Skill, SkillLevel, Task, TaskTemplate
from mentorship.services import mentor_profiles
from mentorship.tests import stores
from portal.accounts.models import User
from portal.testing import cast
from portal.tests.browser.conftest import PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)
#: As the seed's flow promises: what a mentor presses and fills in, from nothing to a participant with a kit.
MOST_CLICKS, MOST_FIELDS = 8, 7


class Hand:
    """Does what a thumb does, and counts it."""

    def __init__(self, page: Any, looks_right: Any) -> None:
        self.page, self.looks_right = page, looks_right
        self.clicks = self.fields = self.shots = 0

    def press(self, role: str, name: str) -> None:
        self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        self.clicks += 1

    def choose(self, label: str) -> None:
        self._field(label).check(force=True)
        self.clicks += 1

    def fill(self, label: str, words: str) -> None:
        self._field(label).fill(words)
        self.fields += 1

    def select(self, label: str, value: str) -> None:
        self._field(label).select_option(value)
        self.fields += 1

    def _field(self, label: str) -> Any:
        """The field of that label, behind which “optional” may stand."""
        return self.page.locator("main").get_by_label(label).first

    def look(self, name: str) -> None:
        """Check the page, and keep a picture of it where SCREENSHOTS says so."""
        self.looks_right(self.page)
        self.shots += 1
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=str(Path(folder) / f"onboarding-{self.shots}-{name}.png"), full_page=True)


@pytest.fixture
def craft() -> Skill:
    clay = Discipline.objects.create(name="Clay", slug="clay")
    skill = Skill.objects.create(name="Throwing", slug="throwing", discipline=clay)
    for number, name in enumerate(("Starts", "Throws", "Teaches"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    TaskTemplate.objects.create(skill=skill, slug="five", title="Throw five bowls", brief="All alike", level=2)
    kit = stores.kit((stores.material("Clay", quantity=20, unit="kg"), 5), name="First clay")
    Kit.objects.filter(pk=kit.pk).update(skill=skill)
    return skill


def test_a_mentor_onboards_somebody_on_a_phone(
    open_browser: Any, log_in: Any, looks_right: Any, craft: Skill, capsys: Any
):
    maria = cast.person("Maria Lindqvist", "mentor")
    known(maria)
    mentor_profiles.update(by=maria, now=maria.date_joined, capacity=3)
    page = open_browser(PHONE)
    log_in(page, maria.email)
    hand = Hand(page, looks_right)

    page.goto("/my/prospects/")
    hand.press("link", "Somebody new")
    hand.fill("Name", "Nadia Rossi")
    hand.fill("Telephone", "+351 555 0101")
    hand.choose("Said so face to face")
    hand.fill("Next step", "Try-out lesson")
    hand.look("noted")
    hand.press("button", "Keep")
    page.wait_for_url(re.compile(r"/my/prospects/\w{12}/"))
    hand.look("prospect")

    hand.press("link", "Assess")
    hand.select("Skill and level", "throwing:1")
    hand.fill("What shows it", "Threw three bowls with me")
    hand.look("assessed")
    hand.press("button", "Keep")
    hand.press("link", "Onboard")
    hand.fill("E-mail address", "nadia@example.org")
    hand.look("onboard")
    hand.press("button", "Onboard")
    page.wait_for_url(re.compile(r"/timeline/"))
    hand.look("timeline")

    nadia = User.objects.get(email="nadia@example.org")
    assert Prospect.objects.get().onboarded_user == nadia
    assert Issue.objects.get(to=nadia).kit.name == "First clay"
    assert Task.objects.get(participant=nadia).title == "Throw five bowls"
    assert Goal.objects.get(owner=nadia).level == 2
    with capsys.disabled():
        print(f"\nfrom nothing to a participant with a kit: {hand.clicks} clicks, {hand.fields} fields")
    assert hand.clicks <= MOST_CLICKS
    assert hand.fields <= MOST_FIELDS

    _join(open_browser(PHONE), looks_right)


def _join(page: Any, looks_right: Any) -> None:
    """Open the mailed address, choose a password, and be in."""
    letter = next(each for each in mail.outbox if "/my/invited/" in each.body)
    address = re.search(r"http\S+/my/invited/\S+", letter.body)
    assert address is not None
    page.goto(address[0])
    hand = Hand(page, looks_right)
    hand.look("invited")
    hand.choose("18 or older")
    hand.fill("Password", "loom-and-thread-77")
    hand.fill("The same again", "loom-and-thread-77")
    hand.choose("I take part")
    hand.press("button", "Join")
    page.wait_for_url(re.compile(r"/my/$"))
    hand.look("home")
    assert "Nadia" in page.locator("h1").inner_text()
    page.goto("/my/tasks/")
    hand.look("tasks")
    assert "Throw five bowls" in page.locator("main").inner_text()
