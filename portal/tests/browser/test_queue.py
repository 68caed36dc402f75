"""The queue of background work on a phone and a desk, without scripts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from portal.core.models import JobProgress
from portal.queue.tests.test_queue import running
from portal.testing import cast
from portal.testing.jobs import fail, work_off
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_coordinator_settles_what_was_given_up(
    size: Any, open_browser: Any, log_in: Any, looks_right: Any
) -> None:
    carol = known(cast.person("Carol Njeri", "coordinator"))
    for _ in range(2):
        fail.enqueue()
    work_off()
    JobProgress.objects.create(job=running().pk, done=3, total=7)
    page = open_browser(size)
    log_in(page, carol.email)

    page.goto("/cms/jobs/")
    expect(page.get_by_text("3 of 7")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Try anew").first.click()
    expect(page.get_by_text("It is tried anew")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("It is discarded")).to_be_visible()
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)


def test_the_queue_works_without_scripts(open_browser: Any, log_in: Any) -> None:
    carol = known(cast.person("Carol Njeri", "coordinator"))
    page = open_browser(PHONE, javascript=False)
    log_in(page, carol.email)

    page.goto("/cms/jobs/")
    page.get_by_role("button", name="Put all points and boards right").click()
    page.get_by_role("link", name="Waiting (1)").click()
    expect(page.get_by_role("rowheader", name="Put all points and boards right")).to_be_visible()
