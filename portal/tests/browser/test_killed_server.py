"""A server that is killed while somebody types: a process of its own, over the database of the test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from mentorship.models import Feedback
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.testing.servers import Server
from portal.tests.browser.conftest import DESK, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


def test_what_a_reviewer_types_survives_a_server_that_is_killed(server, open_browser, log_in):
    learner = cast.person("Amina Okoye", "participant")
    mentor = known(cast.mentor_of(learner))
    piece = make.hand_in(make.give(learner, mentor))
    page = open_browser(DESK, loses_line=True, base_url=server.url)
    log_in(page, mentor.email)
    address = f"{server.url}/my/reviews/{piece.public_id}/"
    page.goto(address)
    page.fill("textarea[name=overall]", "Kept by the server")
    expect(page.get_by_text("Kept at")).to_be_visible()

    page.locator("textarea[name=overall]").press_sequentially(", and typed while it")
    server.kill()
    page.locator("textarea[name=overall]").press_sequentially(" was dying")
    expect(page.get_by_text("The line is gone")).to_be_visible()
    assert Feedback.objects.get().overall == "Kept by the server"
    page.close()
    server.start()

    page = page.context.new_page()
    page.goto(address)
    whole = "Kept by the server, and typed while it was dying"
    expect(page.locator("textarea[name=overall]")).to_have_value(whole)
    expect(page.get_by_text("Kept at")).to_be_visible()
    assert Feedback.objects.get().overall == whole
