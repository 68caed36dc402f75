"""The pages about a person's data, at every width, and closing an account without JavaScript."""

from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import Closure
from portal.accounts.services import consents, people
from portal.testing import cast
from portal.tests.browser.conftest import known

pytestmark = pytest.mark.django_db(transaction=True)


def confirm(person: Any) -> None:
    known(person)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_fit_and_break_no_rule(
    open_browser: Any, looks_right: Any, log_in: Any, width: int, scheme: str
):
    child = cast.person("Amina Okoye", "participant")
    mentor = cast.mentor_of(child)
    people.set_age_band(user=child, age_band="under_16", by=mentor)
    guardian = consents.record_guardian(user=child, name="Ngozi", contact="0151", relation="parent", by=mentor)
    consents.give_consent(user=child, kind="publishing", by=mentor, guardian=guardian, now=timezone.now())
    coordinator = cast.person("Carol Njeri", "coordinator")

    for person, pages in (
        (child, ["/my/privacy/", "/my/data/"]),
        (coordinator, [f"/my/people/{child.handle}/safeguarding/", "/my/audit/"]),
    ):
        page = open_browser({"width": width, "height": 800}, scheme=scheme)
        confirm(person)
        log_in(page, person.email)
        for path in pages:
            page.goto(path)
            assert page.url.endswith(path)
            looks_right(page)


def test_an_account_is_closed_without_javascript(open_browser: Any, log_in: Any):
    person = cast.person("Ben Adler")
    confirm(person)
    page = open_browser({"width": 360, "height": 800}, javascript=False)
    log_in(page, person.email)

    page.goto("/my/data/")
    page.get_by_role("link", name="Close my account").click()
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", cast.PASSWORD)
        page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("button", name="Close my account").click()

    assert page.get_by_role("heading", name="Your account is closed").is_visible()
    assert Closure.objects.get().person == person
