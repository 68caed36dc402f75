"""Two people talk, each in a browser of their own: live, and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from messaging.models import Message
from messaging.services import contacts, conversations, messages
from portal.accounts.models import User
from portal.testing import cast, uploads
from portal.testing.servers import Server
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 12_000


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def two():
    """A participant and her mentor who have begun to talk."""
    amina = known(cast.person("Amina Okoye", "participant"))
    maria = known(cast.mentor_of(amina))
    return amina, maria, conversations.begin(by=maria, to=amina)


def say(talk, by, text):
    return messages.send(conversation=talk, by=by, text=text, client_id=uuid4(), now=timezone.now())


def write(page, text):
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def said(page, words):
    return page.locator("[data-messages] .prose").get_by_text(words)


def test_two_people_talk_live_on_a_phone_and_at_a_desk(
    server, two, open_browser, log_in, looks_right, tmp_path: Path
):
    amina, maria, talk = two
    hers, his = open_browser(PHONE, base_url=server.url), open_browser(DESK, base_url=server.url)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")
        looks_right(page)

    write(his, "How is the loom?")
    expect(said(hers, "How is the loom?")).to_be_visible(timeout=SOON)
    expect(his.get_by_label("Your message")).to_have_value("")
    hers.get_by_label("Your message").fill("It squeaks")
    hers.get_by_label("Your message").press("Control+Enter")
    expect(said(his, "It squeaks")).to_be_visible(timeout=SOON)
    hers.get_by_label("Pictures, sounds or texts").set_input_files(
        {"name": "loom.jpg", "mimeType": "image/jpeg", "buffer": uploads.picture(size=(640, 480)).read()}
    )
    hers.get_by_role("button", name="Send").click()
    expect(his.locator("[data-messages] img[src*='/file/']")).to_have_count(1, timeout=SOON)
    expect(hers.get_by_text("loom.jpg (")).to_have_count(0)
    looks_right(his)
    looks_right(hers)
    hers.screenshot(path=str(tmp_path / "talk-390.png"), full_page=True)
    his.screenshot(path=str(tmp_path / "talk-1280.png"), full_page=True)
    assert [each.seq for each in Message.objects.order_by("seq")] == [1, 2, 3]
    hers.goto("/my/conversations/")
    looks_right(hers)
    his.goto("/my/conversations/")
    looks_right(his)


def test_drafts_signs_typing_and_what_was_read_are_live(server, two, open_browser, log_in, looks_right):
    amina, maria, talk = two
    hers, his = open_browser(PHONE, base_url=server.url), open_browser(DESK, base_url=server.url)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")
        page.wait_for_function("document.querySelector('[data-line]').hidden")
    his.wait_for_timeout(1000)  # until both sockets watch

    with his.expect_response("**/draft/"):
        his.get_by_label("Your message").press_sequentially("How is", delay=20)
        expect(hers.get_by_text("Maria Lindqvist is writing…")).to_be_visible(timeout=SOON)
    his.wait_for_timeout(500)  # until the page knows what is kept: it warns no more
    his.reload()
    expect(his.get_by_label("Your message")).to_have_value("How is")
    write(his, "How is the loom?")

    expect(said(hers, "How is the loom?")).to_be_visible(timeout=SOON)
    expect(hers.get_by_text("is writing…")).to_be_hidden()
    expect(his.get_by_text("Read by Amina Okoye")).to_be_visible(timeout=SOON)
    his.reload()
    expect(his.get_by_label("Your message")).to_have_value("")
    hers.get_by_text("Answer with a sign").click()
    looks_right(hers)
    hers.get_by_role("button", name="Well done").click()
    expect(his.get_by_role("button", name="Well done: Amina Okoye")).to_be_visible(timeout=SOON)
    looks_right(his)
    hers.get_by_role("button", name="Well done: Amina Okoye").click()
    expect(his.get_by_role("button", name="Well done: Amina Okoye")).to_have_count(0, timeout=SOON)


PASTE = """([bytes, box]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "loom.jpg", { type: "image/jpeg" }));
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_picture_is_pasted_and_its_way_is_shown(server, two, open_browser, log_in, looks_right):
    _amina, maria, talk = two
    his = open_browser(PHONE, base_url=server.url)
    log_in(his, maria.email)
    his.goto(f"/my/conversations/{talk.public_id}/")
    shown = []
    his.expose_function("seen", lambda is_hidden: shown.append(is_hidden))
    his.locator("[data-progress]").evaluate(
        """bar => new MutationObserver(() => window.seen(bar.hidden))
            .observe(bar, { attributes: true, attributeFilter: ["hidden"] })"""
    )

    picture = list(uploads.picture(size=(640, 480)).read())
    his.evaluate(PASTE, [picture, his.get_by_label("Your message").element_handle()])
    expect(his.get_by_text("loom.jpg (")).to_be_visible()
    his.get_by_role("button", name="Send").click()

    expect(his.locator("[data-messages] img[src*='/file/']")).to_have_count(1, timeout=SOON)
    expect(his.locator("[data-progress]")).to_be_hidden()
    assert shown == [False, True]
    looks_right(his)


def test_what_is_written_while_a_message_is_on_its_way_stays_and_goes_next(server, two, open_browser, log_in):
    amina, maria, talk = two
    hers, his = open_browser(PHONE, base_url=server.url), open_browser(DESK, base_url=server.url)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")
        page.wait_for_function("document.querySelector('[data-line]').hidden")
    ways = []
    hers.route(re.compile(r"/my/conversations/[^/]+/$"), lambda route: ways.append(route))
    message, send = hers.get_by_label("Your message"), hers.get_by_role("button", name="Send")

    message.fill("It squeaks")
    send.click()
    hers.wait_for_timeout(200)
    message.press_sequentially(" when I press")
    hers.get_by_label("Pictures, sounds or texts").set_input_files(
        {"name": "loom.jpg", "mimeType": "image/jpeg", "buffer": uploads.picture(size=(640, 480)).read()}
    )
    assert len(ways) == 1
    ways[0].continue_()
    expect(said(his, "It squeaks")).to_be_visible(timeout=SOON)
    expect(message).to_have_value("when I press", timeout=SOON)

    send.click()
    hers.wait_for_timeout(200)
    message.press_sequentially(" it")
    send.click()
    hers.wait_for_timeout(200)
    assert len(ways) == 2, "one at a time"
    ways[1].continue_()
    expect(his.locator("[data-messages] img[src*='/file/']")).to_have_count(1, timeout=SOON)
    hers.wait_for_function("document.querySelector('[data-write]').elements.text.value === 'it'")
    hers.wait_for_timeout(500)
    ways[2].continue_()
    expect(message).to_have_value("", timeout=SOON)

    hers.wait_for_timeout(500)
    assert len(ways) == 3
    kept = [(each.text, each.files.count()) for each in Message.objects.order_by("seq")]
    assert kept == [("It squeaks", 0), ("when I press", 1), ("it", 0)]


def test_what_is_added_after_an_answer_got_lost_is_said_too_and_nothing_twice(server, two, open_browser, log_in):
    amina, _maria, talk = two
    hers = open_browser(PHONE, base_url=server.url, loses_line=True)
    log_in(hers, amina.email)
    hers.goto(f"/my/conversations/{talk.public_id}/")
    message, send = hers.get_by_label("Your message"), hers.get_by_role("button", name="Send")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    hers.route(re.compile(r"/my/conversations/[^/]+/$"), lose_the_answer, times=1)
    message.fill("It squeaks")
    send.click()
    expect(hers.locator("[data-line]")).to_be_visible(timeout=SOON)
    expect(message).to_have_value("It squeaks")
    message.press_sequentially(" when I press")
    send.click()
    expect(message).to_have_value("", timeout=SOON)

    expect(said(hers, "when I press")).to_be_visible(timeout=SOON)
    assert [each.text for each in Message.objects.order_by("seq")] == ["It squeaks", "when I press"]


def test_the_inbox_is_live(server, two, open_browser, log_in, looks_right):
    amina, maria, talk = two
    say(talk, amina, "An old word")
    other = cast.mentor_of(amina, "Xaver Lang")
    say(conversations.begin(by=other, to=amina), other, "Before all")
    hers, his = open_browser(PHONE, base_url=server.url), open_browser(DESK, base_url=server.url)
    log_in(hers, amina.email)
    hers.goto("/my/conversations/")
    expect(hers).to_have_title(re.compile(r"^\(1\) Conversations"))
    hers.wait_for_timeout(1000)  # until the socket watches
    log_in(his, maria.email)
    his.goto(f"/my/conversations/{talk.public_id}/")

    write(his, "How is the loom?")

    rows = hers.locator("[data-inbox-list] [data-talk-id]")
    expect(rows.first).to_contain_text("How is the loom?", timeout=SOON)
    expect(rows.first).to_contain_text("1 new")
    expect(hers).to_have_title(re.compile(r"^\(2\) Conversations"))
    looks_right(hers)
    fresh = cast.person("Carol Njeri", "coordinator")
    say(conversations.begin(by=fresh, to=amina), fresh, "Are you well?")
    expect(rows.first).to_contain_text("Are you well?", timeout=2 * SOON)
    expect(rows).to_have_count(3)


def test_the_writer_of_a_held_message_is_told_at_once_and_it_takes_its_place(
    server, two, open_browser, log_in, looks_right
):
    amina, maria, talk = two
    User.objects.filter(pk=amina.pk).update(age_band=User.AgeBand.UNDER_16)
    his, desk = open_browser(DESK, base_url=server.url), cast.person("Carol Njeri", "coordinator")
    log_in(his, maria.email)
    his.goto(f"/my/conversations/{talk.public_id}/")

    write(his, "Call 06 12 34 56 78")
    expect(his.get_by_text("Somebody looks at this message before it is delivered.")).to_be_visible(timeout=SOON)
    looks_right(his)
    write(his, "Or come at four")
    expect(said(his, "Or come at four")).to_be_visible(timeout=SOON)
    held = Message.objects.get(seq=None)
    messages.decide(message=held, by=desk, release=True, now=timezone.now())
    write(his, "Bring wool")
    expect(said(his, "Bring wool")).to_be_visible(timeout=SOON)

    expect(his.get_by_text("Somebody looks at this message")).to_have_count(0)
    shown = his.locator("[data-messages] li[data-row]").evaluate_all("rows => rows.map(row => row.dataset.seq)")
    assert shown == ["1", "2", "3"]


def test_the_page_says_when_nothing_arrives_any_more(server, two, open_browser, log_in):
    amina, maria, talk = two
    hers, his = open_browser(PHONE, base_url=server.url), open_browser(DESK, base_url=server.url)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")
        page.wait_for_function("document.querySelector('[data-line]').hidden")

    contacts.block(by=amina, person=maria)  # in this process: the server's sockets are not hinted at
    expect(his.get_by_text("do not reach you any more")).to_be_visible(timeout=SOON)
    write(his, "Hello?")
    expect(his.get_by_text("You cannot write here any more.")).to_be_visible(timeout=SOON)
    expect(his.get_by_label("Your message")).to_have_value("Hello?")


def test_a_server_that_dies_loses_and_doubles_nothing(server, two, open_browser, log_in):
    amina, maria, talk = two
    hers = open_browser(PHONE, base_url=server.url, loses_line=True)
    his = open_browser(DESK, base_url=server.url, loses_line=True)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")
    write(his, "Before")
    expect(said(hers, "Before")).to_be_visible(timeout=SOON)

    server.kill()
    write(his, "While it was dead")
    expect(his.get_by_text("Trying again")).to_be_visible()
    say(talk, maria, "From elsewhere")
    server.start()

    expect(said(hers, "From elsewhere")).to_be_visible()
    expect(his.get_by_label("Your message")).to_have_value("While it was dead")
    his.get_by_role("button", name="Send").click()
    expect(said(hers, "While it was dead")).to_be_visible()
    for page in (hers, his):
        rows = page.locator("[data-messages] li[data-row]")
        expect(rows).to_have_count(3)
        assert rows.evaluate_all("rows => rows.map(row => row.dataset.seq)") == ["1", "2", "3"]


def test_the_same_without_javascript(open_browser, log_in, two):
    amina, maria, talk = two
    hers, his = open_browser(PHONE, javascript=False), open_browser(DESK, javascript=False)
    for page, person in ((hers, amina), (his, maria)):
        log_in(page, person.email)
        page.goto(f"/my/conversations/{talk.public_id}/")

    write(his, "How is the loom?")
    expect(said(his, "How is the loom?")).to_be_visible()
    hers.goto("/my/conversations/")
    expect(hers.get_by_text("1 new")).to_be_visible()
    hers.get_by_role("link", name="Maria").click()
    expect(said(hers, "How is the loom?")).to_be_visible()
    hers.get_by_role("link", name="Reply").click()
    write(hers, "It squeaks")
    expect(hers.get_by_text("To Maria")).to_be_visible()
    his.reload()
    expect(said(his, "It squeaks")).to_be_visible()
    hers.get_by_role("button", name="Mark as unread").click()
    hers.goto("/my/conversations/?show=unread")
    expect(hers.get_by_role("link", name="Maria")).to_be_visible()
