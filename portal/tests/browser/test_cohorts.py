"""A mentor brings two people together, gives them one task, and one of them writes for the other."""

from typing import Any

import pytest

from mentorship.models import Task
from mentorship.services import pairings
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_cohort_from_its_name_to_a_task_and_a_diary_for_its_people(
    open_browser: Any, log_in: Any, looks_right: Any, size: Any
):
    amina, bruno = cast.person("Amina Okoye", "participant"), cast.person("Bruno Teixeira", "participant")
    maria = cast.mentor_of(amina)
    pairings.begin(mentor=maria, participant=bruno, by=cast.operator(), now=amina.date_joined)
    for each in (amina, bruno, maria):
        known(each)
    leads, fellow, own = (open_browser(size) for _each in range(3))
    for page, person in ((leads, maria), (fellow, bruno), (own, amina)):
        log_in(page, person.email)

    leads.goto("/my/cohorts/")
    looks_right(leads)
    leads.get_by_role("link", name="Begin a cohort").click()
    looks_right(leads)
    leads.get_by_label("Name").fill("Autumn makers")
    leads.get_by_role("button", name="Begin it").click()
    looks_right(leads)
    leads.get_by_label("Amina Okoye").check()
    leads.get_by_label("Bruno Teixeira").check()
    leads.get_by_role("button", name="Add them").click()
    leads.get_by_role("link", name="Give a task").click()
    looks_right(leads)
    leads.get_by_label("What to do").fill("Bring what went wrong")
    leads.get_by_role("button", name="Give the task").click()
    leads.get_by_text("2 people have the task now.").wait_for()
    looks_right(leads)
    assert Task.objects.filter(title="Bring what went wrong").count() == 2

    own.goto("/my/diary/")
    own.get_by_label("What did you do, see, learn?").fill("The red ran into the linen.")
    own.locator("summary", has_text="who sees it").click()
    own.get_by_label("My cohorts, my mentors and me").check()
    own.get_by_role("button", name="Keep this entry").click()
    own.get_by_text("Your entry is kept.").wait_for()
    fellow.goto("/my/cohorts/")
    fellow.get_by_role("link", name="Autumn makers").click()
    looks_right(fellow)
    assert "The red ran into the linen." in fellow.inner_text("main")
