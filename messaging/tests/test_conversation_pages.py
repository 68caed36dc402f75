"""Conversations without JavaScript: the inbox, writing, changing, safety."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.tests.tasks import give
from messaging.models import ContactSetting, Conversation, Message, MessageFile, MessageReport, Reaction
from messaging.services import contacts, conversations, frames, messages, reactions
from portal.accounts.models import AuditEvent, User
from portal.core import quota
from portal.testing import cast
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db
INBOX = "/my/conversations/"


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


def say(talk, by, text="Hello", **more):
    return messages.send(conversation=talk, by=by, text=text, client_id=uuid4(), now=timezone.now(), **more)


def test_two_people_talk(participant, mentor, login):
    mine, theirs = login(participant), login(mentor)

    begun = mine.post(f"{INBOX}with/{mentor.handle}/")
    page = begun["Location"]
    mine.post(page, {"text": "Look: https://example.org <b>", "client_id": uuid4(), "files": picture()})

    assert "1 new" in theirs.get(INBOX).content.decode()
    html = theirs.get(page).content.decode()
    assert "data-new" in html
    assert '<a href="https://example.org" rel="nofollow">' in html
    assert "&lt;b&gt;" in html
    assert "1 new" not in theirs.get(INBOX).content.decode()
    assert "data-new" not in theirs.get(page).content.decode()
    file = Message.objects.get().files.get()
    assert theirs.get(file.url()).status_code == 200
    theirs.post(page, {"text": "Fine", "client_id": uuid4(), "reply_to": "1"})
    assert "To Amina" in mine.get(page).content.decode()


def test_script_in_a_link_stays_text(talk, participant, login):
    say(talk, participant, "javascript:alert(1) data:text/html,x [x](javascript:alert(1))")

    html = login(participant).get(f"{INBOX}{talk.public_id}/").content.decode()

    assert 'href="javascript' not in html
    assert 'href="data:' not in html


def test_whom_one_cannot_write_to_answers_like_nobody(participant, buyer, login):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    client = login(buyer)

    answers = [client.post(f"{INBOX}with/{each}/", follow=True) for each in (participant.handle, "nobody-at-all")]

    assert all("You cannot write to this person." in each.content.decode() for each in answers)
    assert not Conversation.objects.exists()


def test_a_message_is_changed_taken_back_and_reported(talk, participant, mentor, login):
    say(talk, participant, "Helo")
    address = f"{INBOX}{talk.public_id}/1/"

    login(participant).post(address, {"text": "Hello"})
    assert "edited" in login(mentor).get(f"{INBOX}{talk.public_id}/").content.decode()
    login(mentor).post(address, {"reason": "conduct", "note": "Rude"})
    assert MessageReport.objects.get().by == mentor
    login(participant).post(address, {"delete": "1"})
    assert "Taken back" in login(mentor).get(f"{INBOX}{talk.public_id}/").content.decode()


def test_the_marks_are_ones_own(talk, participant, mentor, login):
    say(talk, participant)
    client = login(mentor)
    mark = f"{INBOX}{talk.public_id}/mark/"

    client.post(mark, {"action": "archive"})
    assert talk.public_id not in client.get(INBOX).content.decode()
    assert talk.public_id in client.get(f"{INBOX}?show=archived").content.decode()
    assert talk.public_id in login(participant).get(INBOX).content.decode()
    client.post(mark, {"action": "unarchive"})
    client.post(mark, {"action": "pin"})
    assert talk.public_id in client.get(f"{INBOX}?show=pinned").content.decode()
    client.get(f"{INBOX}{talk.public_id}/")
    client.post(mark, {"action": "unread"})
    assert talk.public_id in client.get(f"{INBOX}?show=unread").content.decode()
    assert talk.public_id in client.get(f"{INBOX}?q=hello").content.decode()
    assert talk.public_id not in client.get(f"{INBOX}?q=nowhere").content.decode()


def test_a_stranger_finds_nothing(talk, participant, stranger, login):
    say(talk, participant, files=[picture()])
    file, client = Message.objects.get().files.get(), login(stranger)

    for address in ("", "changes/", "1/"):
        assert client.get(f"{INBOX}{talk.public_id}/{address}").status_code == 404
    assert client.get(file.url()).status_code == 404


def test_the_lead_looks_and_it_is_noted_and_both_are_told(talk, participant, mentor, login):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    say(talk, participant)
    lead = cast.person("Sofia Lund", "safeguarding")
    address = f"{INBOX}{talk.public_id}/"

    for person in (participant, mentor):
        assert "safeguarding lead can read" in login(person).get(address).content.decode()
    assert not AuditEvent.objects.filter(action="look", detail__what="conversation").exists()
    assert login(lead).get(address).status_code == 200
    assert AuditEvent.objects.get(action="look", detail__what="conversation").actor == lead


def test_what_is_held_is_told_decided_and_delivered(talk, participant, mentor, moderator, login):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    address = f"{INBOX}{talk.public_id}/"

    told = login(mentor).post(address, {"text": "a@example.org", "client_id": uuid4()}, follow=True)
    assert "before it is delivered" in told.content.decode()
    assert "a@example.org" not in login(participant).get(address).content.decode()
    assert login(mentor).get(f"{INBOX}held/").status_code == 404
    desk = login(moderator)
    assert "a@example.org" in desk.get(f"{INBOX}held/").content.decode()
    desk.post(f"{INBOX}held/{Message.objects.get().pk}/", {"release": "1"})
    assert "a@example.org" in login(participant).get(address).content.decode()


def test_a_task_has_its_thread(participant, mentor, stranger, login):
    work = give(participant, mentor)

    page = login(participant).post(f"{INBOX}task/{work.public_id}/", follow=True)

    assert work.title in page.content.decode()
    assert {each.user for each in Conversation.objects.get().memberships.all()} == {participant, mentor}
    assert login(stranger).post(f"{INBOX}task/{work.public_id}/").status_code == 404


def test_a_group_and_the_setting_are_made(participant, mentor, login):
    client = login(mentor)

    refused = client.post(f"{INBOX}group/", {"title": "Looms", "people": "nobody-at-all"})
    assert "Nobody is called nobody-at-all." in refused.content.decode()
    client.post(f"{INBOX}group/", {"title": "Looms", "people": participant.handle})
    assert Conversation.objects.get().title == "Looms"
    client.post(f"{INBOX}who/", {"who": "listed", "listed": participant.handle})
    assert ContactSetting.objects.get().listed.get() == participant


def test_what_changed_comes_as_the_page_shows_it(talk, participant, mentor, login):
    say(talk, participant, "One")
    say(talk, participant, "Two")

    html = login(mentor).get(f"{INBOX}{talk.public_id}/changes/?after=1").content.decode()

    assert "Two" in html
    assert "One" not in html


def test_older_messages_are_a_page_away(talk, participant, mentor, login):
    for number in range(60):
        say(talk, participant, f"Number {number + 1}.")

    newest = login(mentor).get(f"{INBOX}{talk.public_id}/").content.decode()
    older = login(mentor).get(f"{INBOX}{talk.public_id}/?before=11").content.decode()

    assert "Number 60." in newest
    assert "Number 10." not in newest
    assert "?before=11" in newest
    assert "Number 10." in older


def test_more_conversations_and_messages_ask_no_more(participant, mentor, login, assert_queries_do_not_grow):
    def another():
        person = cast.person(f"Person {uuid4().hex[:8]}", "mentor")
        group = conversations.begin_group(by=mentor, title="Group", people=[participant])
        say(group, mentor)
        return person

    another()
    client = login(participant)
    client.get(INBOX)
    assert_queries_do_not_grow(INBOX, another, client=client)
    talk = Conversation.objects.first()
    address = f"{INBOX}{talk.public_id}/changes/?after=0"
    assert_queries_do_not_grow(address, lambda: say(talk, mentor, files=[picture()]), client=client)


def test_a_script_is_told_in_its_own_words(talk, participant, mentor, login):
    address, client = f"{INBOX}{talk.public_id}/", login(mentor)
    asks = {"headers": {"Accept": "application/json"}}

    assert client.post(address, {"text": "Hi", "client_id": uuid4()}, **asks).status_code == 201
    refused = client.post(address, {"text": " ", "client_id": uuid4()}, **asks)
    assert (refused.status_code, refused.json()) == (422, {"message": "Write something, or add a file."})


def test_the_writer_of_a_held_message_finds_it_among_the_changes_and_nobody_else(
    talk, participant, mentor, moderator, login
):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    address, client = f"{INBOX}{talk.public_id}/changes/?after=", login(mentor)
    held = say(talk, mentor, "a@example.org")

    assert "before it is delivered" in client.get(f"{address}0").content.decode()
    assert b"data-row" not in client.get(f"{address}{held.change}").content
    assert b"data-row" not in login(participant).get(f"{address}0").content
    messages.decide(message=held, by=moderator, release=False, now=timezone.now())
    assert "was not delivered" in client.get(f"{address}{held.change}").content.decode()
    assert b"data-row" not in login(participant).get(f"{address}0").content


@pytest.fixture
def group(participant, mentor, stranger):
    """Begun by the mentor; `stranger` is in it too, and is no participant of theirs."""
    contacts.choose(by=stranger, who="listed", listed=[mentor])
    return conversations.begin_group(by=mentor, title="Looms", people=[participant, stranger])


def test_what_the_blocked_say_in_a_group_is_not_shown_to_who_blocked_them(
    group, participant, mentor, stranger, login
):
    say(group, stranger, "Unwanted words", files=[picture()])
    say(group, mentor, "Why?", reply_to=1)
    contacts.block(by=participant, person=stranger)
    client, address = login(participant), f"{INBOX}{group.public_id}/"
    inbox = client.get(INBOX).content.decode()
    page = client.get(address).content.decode()

    assert "1 new" in inbox
    assert "Unwanted words" not in page
    assert "what they wrote is not shown to you" in page
    assert "To somebody whom you have blocked" in page
    assert "Unwanted words" not in client.get(f"{address}changes/?after=0").content.decode()
    assert client.get(Message.objects.get(seq=1).files.get().url()).status_code == 404
    assert group.public_id not in client.get(f"{INBOX}?q=unwanted").content.decode()
    say(group, stranger, "More")
    inbox = client.get(INBOX).content.decode()
    assert "From somebody whom you have blocked" in inbox
    assert " new" not in inbox.partition("Looms")[2].partition("</li>")[0]
    assert "Unwanted words" in login(mentor).get(address).content.decode()


def test_who_began_a_group_and_ones_mentor_take_people_out(group, participant, mentor, stranger, login):
    mark = f"{INBOX}{group.public_id}/mark/"
    out = {"action": "remove", "person": stranger.handle}

    refused = login(participant).post(mark, out, follow=True)
    assert "not in this group any more" not in refused.content.decode()
    assert "Take out of the group" not in login(participant).get(f"{INBOX}{group.public_id}/").content.decode()
    assert "Take out of the group" in login(mentor).get(f"{INBOX}{group.public_id}/").content.decode()
    done = login(mentor).post(mark, out, follow=True)
    assert f"{stranger.display_name} is not in this group any more." in done.content.decode()
    assert login(stranger).get(f"{INBOX}{group.public_id}/").status_code == 404


def test_files_of_messages_count_for_who_sent_them(talk, participant, settings):
    say(talk, participant, files=[picture()])
    size = Message.objects.get().files.get().size_bytes

    assert quota.used(participant) == size
    settings.QUOTA_MB = 1
    MessageFile.objects.update(size_bytes=1024 * 1024)
    with pytest.raises(quota.Full):
        say(talk, participant, files=[picture()])


def test_pages_and_sockets_share_a_limit_of_messages(talk, participant, login, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "talk": "2/h"}
    address, client = f"{INBOX}{talk.public_id}/", login(participant)
    frame = {"type": "send", "conversation": talk.public_id, "text": "Hi"}

    for _ in range(2):
        assert client.post(address, {"text": "Hi", "client_id": uuid4()}).status_code == 302
    assert client.post(address, {"text": "Hi", "client_id": uuid4()}).status_code == 429
    answer = frames.answer(frame=frame | {"client_id": uuid4()}, by=participant)
    assert answer == {"type": "error", "code": "too-fast"}


def test_a_refused_message_is_kept_as_a_draft_without_javascript(talk, participant, mentor, login):
    page, client = f"{INBOX}{talk.public_id}/", login(participant)
    written = {"text": "A long thought", "client_id": uuid4()}
    contacts.block(by=mentor, person=participant)
    client.post(page, written)
    contacts.unblock(by=mentor, person=participant)

    say(talk, mentor, "Go on")
    assert "A long thought" in login(participant).get(page).content.decode()  # on another device
    assert "Draft" in client.get(INBOX).content.decode()
    assert "A long thought" not in login(mentor).get(page).content.decode()
    client.post(page, written)

    assert talk.memberships.get(user=participant).draft == ""
    assert "Draft" not in client.get(INBOX).content.decode()
    assert client.post(f"{page}draft/", written).status_code == 204  # came later than the message
    assert talk.memberships.get(user=participant).draft == ""


def test_a_draft_is_ones_own_and_can_be_kept(talk, participant, stranger, login):
    page = f"{INBOX}{talk.public_id}/draft/"

    assert login(stranger).post(page, {"text": "Hel"}).status_code == 404
    assert login(participant).post(page, {"text": "a\0b"}).status_code == 422
    assert login(participant).post(page, {"text": "x" * 8001}).status_code == 422
    assert login(participant).post(page, {"text": "Hel"}).status_code == 204

    assert [each.draft for each in talk.memberships.order_by("pk")] == ["Hel", ""]
    conversations.leave(conversation=talk, by=participant, now=timezone.now())
    assert not talk.memberships.exclude(draft="").exists()


def test_a_sign_is_given_and_taken_back_without_javascript(talk, participant, mentor, stranger, login):
    say(talk, mentor, "Finished!")
    page, client = f"{INBOX}{talk.public_id}/", login(participant)

    for _ in range(2):
        assert client.post(f"{page}1/react/", {"on": "well_done"})["Location"] == f"{page}#message-1"
    html = login(mentor).get(page).content.decode()
    assert f"Well done: {participant.display_name}" in html
    assert "🎉 1" in html
    client.post(f"{page}1/react/", {"off": "well_done"})

    assert "🎉 1" not in login(mentor).get(page).content.decode()
    assert login(stranger).post(f"{page}1/react/", {"on": "heart"}).status_code == 404
    assert client.post(f"{page}1/react/", {"on": "skull"}, follow=True).status_code == 200
    contacts.block(by=mentor, person=participant)
    client.post(f"{page}1/react/", {"on": "heart"})
    assert not Reaction.objects.exists()


def test_signs_of_whom_one_has_blocked_are_not_shown_in_groups(participant, mentor, moderator, login):
    group = conversations.begin_group(by=moderator, title="Looms", people=[participant, mentor])
    said = say(group, moderator)
    for person in (participant, mentor):
        reactions.react(message=said, by=person, sign="heart", is_on=True, now=timezone.now())
    page = f"{INBOX}{group.public_id}/"
    assert "❤️ 2" in login(participant).get(page).content.decode()

    contacts.block(by=participant, person=mentor)

    assert "❤️ 1" in login(participant).get(page).content.decode()
    assert "❤️ 2" in login(moderator).get(page).content.decode()


def test_a_page_asks_as_much_for_many_signs_as_for_few(participant, mentor, login, assert_queries_do_not_grow):
    talk = conversations.begin(by=participant, to=mentor)

    def add():
        said = say(talk, mentor)
        for person, sign in ((participant, "heart"), (mentor, "yes")):
            reactions.react(message=said, by=person, sign=sign, is_on=True, now=timezone.now())

    assert_queries_do_not_grow(f"{INBOX}{talk.public_id}/", add, client=login(participant), rows=4)
