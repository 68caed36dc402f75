"""A coordinator announces something, and somebody reads it: on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import expect

from messaging.models import Announcement, Notification
from portal.testing import cast
from portal.testing.jobs import work_off
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "We meet on Monday at six, in the yard. Bring what you are working on."


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_coordinator_announces_and_a_participant_reads(size, open_browser, log_in, looks_right):
    carol = known(cast.person("Carol Njeri", "coordinator"))
    amina = known(cast.person("Amina Okoye", "participant"))
    writer = open_browser(size)
    log_in(writer, carol.email)
    writer.goto("/my/announcements/")
    looks_right(writer)
    writer.get_by_role("link", name="Announce something").click()
    expect(writer.locator("h1")).to_have_text("Announce something")
    looks_right(writer)

    writer.get_by_label("What you announce").fill(WORDS)
    writer.get_by_role("button", name="Announce it").click()
    assert not Announcement.objects.exists(), "it has no title yet"
    looks_right(writer)
    writer.get_by_label("To whom").select_option(label="Everybody who learns, accompanies or works here")
    writer.get_by_label("Title").fill("An open evening")
    writer.get_by_role("button", name="Announce it").click()
    expect(writer.locator("h1")).to_have_text("An open evening")
    looks_right(writer)
    work_off()
    assert Notification.objects.filter(person=amina, kind="announcement_sent").count() == 1

    reader = open_browser(size)
    log_in(reader, amina.email)
    reader.goto("/my/notifications/")
    looks_right(reader)
    reader.get_by_role("button", name=re.compile("Look at it.*An open evening")).click()
    expect(reader.locator("h1")).to_have_text("An open evening")
    expect(reader.get_by_text(WORDS)).to_be_visible()
    expect(reader.get_by_role("button", name="Take it back")).to_have_count(0)
    looks_right(reader)
    reader.goto("/my/announcements/")
    expect(reader.get_by_role("link", name="An open evening")).to_be_visible()
    expect(reader.get_by_role("link", name="Announce something")).to_have_count(0)
    looks_right(reader)

    writer.get_by_role("button", name="Take it back").click()
    expect(writer.get_by_text("This was taken back")).to_be_visible()
    looks_right(writer)
    assert reader.goto(Announcement.objects.get().get_absolute_url()).status == 404
    reader.goto("/my/announcements/")
    expect(reader.get_by_role("heading", name="Nothing is announced")).to_be_visible()
    looks_right(reader)
