"""A board that stands open hears over the socket that places moved, and shows them."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leaderboard.models import Metric, Period, Standing
from leaderboard.services import boards
from portal.testing import cast
from portal.testing.servers import Server
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)
#: Sooner than the page would ask by itself.
SOON = 12_000


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


def on_the_board(name, points):
    person = known(cast.person(name, "participant"))
    boards.choose(user=person, by=person, takes_part=True, now=timezone.now())
    begins = Period.MONTH.begins(timezone.localdate())
    board = {"metric": Metric.TOTAL, "period": Period.MONTH, "begins": begins}
    Standing.objects.create(user=person, points=points, is_shown=True, **board)
    boards.show_again(user_id=person.pk)
    return person


def test_who_leaves_the_board_is_gone_from_the_page_that_stands_open(server, open_browser, log_in):
    amina, bruno = on_the_board("Amina Okoye", 5), on_the_board("Bruno Teixeira", 9)
    looking, leaving = open_browser(DESK, base_url=server.url), open_browser(PHONE, base_url=server.url)
    log_in(looking, amina.email)
    log_in(leaving, bruno.email)
    leaving.goto("/my/points/")
    heard = []
    looking.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(str(frame))))
    looking.goto("/boards/")
    expect(looking.locator("[data-own]")).to_contain_text("You are number 2")
    while not any("hello" in frame for frame in heard):
        looking.wait_for_timeout(100)

    leaving.get_by_label("Stand on the boards").uncheck()
    leaving.locator("main form button[type=submit]").first.click()

    expect(looking.locator("[data-own]")).to_contain_text("You are number 1", timeout=SOON)
    assert any("standings" in frame for frame in heard)
    assert bruno.display_name not in looking.locator("main").inner_text()
