"""The pages for who runs the chapter, giving a badge, the hall, and an open cohort, as people see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leaderboard.services import badges
from mentorship.models import CohortMember
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_coordinator_reads_the_figures_and_gives_a_badge(
    open_browser: Any, log_in: Any, looks_right: Any, size: Any
):
    amina, carol = cast.person("Amina Okoye", "participant"), cast.person("Carol Njeri", "coordinator")
    badges.define(slug="helper", name="Helping hands", description="Helps unasked.", criteria={})
    for each in (amina, carol):
        known(each)
    page = open_browser(size)
    log_in(page, carol.email)

    for address in ("/chapter/", "/chapter/?by=place", "/chapter/?since=2026-05-05&until=2026-01-01"):
        page.goto(address)
        looks_right(page)
    page.goto("/chapter/")
    page.get_by_role("link", name="Report for funders").first.click()
    looks_right(page)
    assert "fewer than 5 people" in page.inner_text("main")
    page.get_by_role("link", name="Does everything work?").click()
    looks_right(page)
    assert "Never" in page.inner_text("main")

    page.goto("/badges/award/")
    looks_right(page)
    page.get_by_label("Helping hands").check()
    page.get_by_label("Amina Okoye").check()
    page.get_by_label("What shows it").fill("Set up the fair")
    page.get_by_role("button", name="Give it").click()
    page.get_by_text("1 person has the badge now.").wait_for()
    looks_right(page)
    page.goto("/recognition/")
    looks_right(page)
    assert "Amina Okoye" in page.inner_text("main")


def test_somebody_joins_an_open_cohort_and_reads_its_tasks(open_browser: Any, log_in: Any, looks_right: Any):
    amina, carol = cast.person("Amina Okoye", "participant"), cast.person("Carol Njeri", "coordinator")
    for each in (amina, carol):
        known(each)
    leads, own = open_browser(DESK), open_browser(PHONE)
    log_in(leads, carol.email)
    log_in(own, amina.email)

    leads.goto("/my/cohorts/new/")
    leads.get_by_label("Name").fill("Evening course")
    leads.get_by_label("First day").fill(timezone.localdate().isoformat())
    leads.get_by_label("whoever learns here may join").check()
    leads.get_by_role("button", name="Begin it").click()
    looks_right(leads)
    own.goto("/my/cohorts/")
    looks_right(own)
    own.get_by_role("button", name="Join").click()
    own.get_by_text("You are in it now.").wait_for()
    looks_right(own)
    assert CohortMember.objects.current().get().person == amina

    leads.goto("/my/cohorts/")
    looks_right(leads)
    leads.locator("summary", has_text="End several").click()
    leads.get_by_label("The only one of the list").check()
    leads.get_by_role("button", name="End those that are chosen").click()
    leads.get_by_text("1 cohort has ended.").wait_for()
