"""Saying something: numbered, once, only to whom it may reach, and held where a minor is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Pairing
from mentorship.services import pairings
from mentorship.tests.tasks import give
from messaging.models import Block, Conversation, Membership, Message
from messaging.selectors import conversations as questions
from messaging.services import contacts, conversations, frames, messages, reports
from portal.accounts.models import AuditEvent, User
from portal.accounts.services import people as accounts
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing import cast
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db


def say(talk, by, text="Hello", **more):
    return messages.send(
        conversation=talk, by=by, text=text, **{"client_id": uuid4(), "now": timezone.now()} | more
    )


def minor(person):
    User.objects.filter(pk=person.pk).update(age_band=User.AgeBand.UNDER_16)
    person.refresh_from_db()
    return person


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


# Numbers -------------------------------------------------------------------------------------------------


def test_messages_are_numbered_without_gaps(talk, participant, mentor):
    seqs = [say(talk, by).seq for by in (participant, mentor, participant)]

    assert seqs == [1, 2, 3]
    talk.refresh_from_db()
    assert (talk.last_seq, talk.last_change) == (3, 3)


def test_the_same_words_sent_again_are_said_once(talk, participant):
    once = uuid4()

    first, again = say(talk, participant, client_id=once), say(talk, participant, client_id=once)

    assert first == again
    assert Message.objects.count() == 1


def test_after_being_away_everything_that_changed_is_there(talk, participant, mentor):
    first = say(talk, participant, "One")
    say(talk, participant, "Two")
    messages.edit(message=first, by=participant, text="Eins", now=timezone.now())

    rows = questions.changed_after(talk, mentor, 1)

    assert [(each.seq, each.text) for each in rows] == [(2, "Two"), (1, "Eins")]


# Words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("  ", messages.NothingSaid),
        ("x" * 8001, messages.TooLong),
        ("a\0b", messages.NotText),
        ("a\ud800b", messages.NotText),
    ],
)
def test_words_that_cannot_be_kept_are_refused(talk, participant, text, refusal):
    with pytest.raises(refusal):
        say(talk, participant, text)

    assert not Message.objects.exists()


def test_a_picture_alone_is_a_message_and_500_are_refused(talk, participant):
    assert say(talk, participant, "", files=[picture()]).files.count() == 1

    with pytest.raises(messages.TooManyFiles):
        say(talk, participant, "", files=[object()] * 500)


def test_words_are_changed_and_taken_back_for_half_an_hour_by_their_author(talk, participant, mentor):
    now = timezone.now()
    message = say(talk, participant, "Helo", now=now)

    with pytest.raises(NotAllowed):
        messages.edit(message=message, by=mentor, text="Mine", now=now)
    with pytest.raises(messages.TooLate):
        messages.delete(message=message, by=participant, now=now + timedelta(minutes=31))
    assert messages.edit(message=message, by=participant, text="Hello", now=now).edited_at == now
    gone = messages.delete(message=message, by=participant, now=now)
    assert (gone.text, gone.deleted_at, gone.seq) == ("", now, 1)


# Who may -------------------------------------------------------------------------------------------------


def test_a_stranger_asks_first_and_says_one_thing_until_answered(stranger, buyer):
    talk = conversations.begin(by=buyer, to=stranger)
    say(talk, buyer)

    with pytest.raises(messages.WaitForAnswer):
        say(talk, buyer, "Hello?")
    assert [each.state for each in questions.inbox(stranger)] == []
    assert questions.inbox(stranger, show="requests").count() == 1
    say(talk, stranger, "Yes?")
    assert say(talk, buyer, "Good").seq == 3


def test_an_ignored_request_stays_silent(stranger, buyer):
    talk = conversations.begin(by=buyer, to=stranger)
    say(talk, buyer)
    conversations.answer_request(conversation=talk, by=stranger, accept=False)

    with pytest.raises(messages.WaitForAnswer):
        say(talk, buyer)
    assert not questions.unread(stranger).exists()


@pytest.mark.parametrize("who", ["nobody", "listed", "own"])
def test_a_setting_keeps_strangers_out(stranger, buyer, who):
    contacts.choose(by=stranger, who=who)

    with pytest.raises(conversations.CannotWrite):
        conversations.begin(by=buyer, to=stranger)


def test_who_is_on_the_list_writes_without_asking(stranger, buyer):
    contacts.choose(by=stranger, who="listed", listed=[buyer])

    talk = conversations.begin(by=buyer, to=stranger)

    assert {each.state for each in talk.memberships.all()} == {Membership.State.MEMBER}


def test_a_grown_up_without_a_relation_cannot_write_to_a_minor_nor_the_other_way(participant, buyer, mentor):
    minor(participant)

    for by, to in ((buyer, participant), (participant, buyer)):
        with pytest.raises(conversations.CannotWrite):
            conversations.begin(by=by, to=to)
    assert conversations.begin(by=mentor, to=participant)


def test_the_end_of_a_pairing_ends_the_talk_with_a_minor(talk, participant, mentor, moderator):
    minor(participant)
    say(talk, mentor)
    pairings.end(pairing=Pairing.objects.get(mentor=mentor), by=moderator, now=timezone.now())

    with pytest.raises(messages.CannotSend):
        say(talk, mentor)


def test_a_block_silences_both_and_is_not_put_on_who_watches(talk, participant, mentor, moderator):
    contacts.block(by=participant, person=mentor)

    for person in (participant, mentor):
        with pytest.raises(messages.CannotSend):
            say(talk, person)
    with pytest.raises(contacts.CannotBlock):
        contacts.block(by=participant, person=moderator)
    contacts.unblock(by=participant, person=mentor)
    assert say(talk, mentor).seq == 1
    assert not Block.objects.exists()


def test_who_left_neither_reads_nor_writes_and_the_others_keep_it(participant, mentor):
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])
    say(group, participant)
    conversations.leave(conversation=group, by=participant, now=timezone.now())

    with pytest.raises(messages.CannotSend):
        say(group, participant)
    assert not can(participant, "see", group)
    assert len(questions.page(group, mentor)) == 1


def test_after_a_pairing_the_thread_of_a_minors_task_is_closed_to_the_mentor(participant, mentor, moderator):
    thread = conversations.about_task(task=give(participant, mentor), by=mentor)
    minor(participant)
    assert say(thread, mentor).seq == 1
    pairings.end(pairing=Pairing.objects.get(mentor=mentor), by=moderator, now=timezone.now())

    with pytest.raises(messages.CannotSend):
        say(thread, mentor)
    assert say(thread, participant).seq == 2


def test_a_coordinator_does_not_enter_the_thread_of_a_task(participant, mentor, moderator):
    with pytest.raises(NotAllowed):
        conversations.about_task(task=give(participant, mentor), by=moderator)


# Reading -------------------------------------------------------------------------------------------------


def test_the_pointer_only_goes_forward_and_own_words_are_read(talk, participant, mentor):
    for _ in range(3):
        say(talk, participant)
    talk.refresh_from_db()
    assert not questions.unread(participant).exists()
    assert questions.unread(mentor).exists()

    for until in (3, 1):
        conversations.read(conversation=talk, by=mentor, until=until)

    assert talk.memberships.get(user=mentor).read_seq == 3
    conversations.mark(conversation=talk, by=mentor, is_unread=True)
    assert questions.unread(mentor).exists()


# Safety --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "write to me at a.b@example.org",
        "a.b at example dot org",
        "call 06 12 34 56 78",
        "zero six one two three four five six",
        "cero seis uno dos tres cuatro cinco seis",
        "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
        "find me on WhatsApp",
        "this is our little secret",
    ],
)
def test_contact_details_with_a_minor_are_held_and_delivered_after_release(
    talk, participant, mentor, moderator, text
):
    minor(participant)

    held = say(talk, mentor, text)

    assert (held.is_held, held.seq) == (True, None)
    assert questions.page(talk, participant) == []
    assert questions.page(talk, mentor) == [held]
    with pytest.raises(NotAllowed):
        messages.decide(message=held, by=mentor, release=True, now=timezone.now())
    messages.decide(message=held, by=moderator, release=True, now=timezone.now())
    assert [each.text for each in questions.page(talk, participant)] == [text]
    assert AuditEvent.objects.filter(actor=moderator, subject=mentor, action="moderate").exists()
    with pytest.raises(messages.NotHeld):
        messages.decide(message=held, by=moderator, release=False, now=timezone.now())


@pytest.mark.parametrize("why", ["blocked", "no mentor any more"])
def test_what_was_held_is_not_delivered_to_whom_its_writer_reaches_no_more(
    why, talk, participant, mentor, moderator, operator
):
    minor(participant)
    held = say(talk, mentor, "call 06 12 34 56 78")
    if why == "blocked":
        contacts.block(by=participant, person=mentor)
    else:
        pairings.end(pairing=Pairing.objects.get(mentor=mentor), by=operator, now=timezone.now())

    with pytest.raises(messages.NotReached):
        messages.decide(message=held, by=moderator, release=True, now=timezone.now())

    assert questions.page(talk, participant) == []
    assert not messages.decide(message=held, by=moderator, release=False, now=timezone.now()).is_held


@pytest.mark.parametrize("text", ["I wove 12 rows in 3 hours", "Meet at the studio at 14:30 on 3 May 2026"])
def test_plain_words_with_a_minor_are_delivered_at_once(talk, participant, mentor, text):
    minor(participant)

    assert say(talk, mentor, text).seq == 1


def test_a_contact_in_the_name_of_a_file_is_held(talk, participant, mentor):
    minor(participant)

    held = say(talk, mentor, "Look at this.", files=[picture("call-06-12-34-56-78.png")])
    plain = say(talk, mentor, "Look at this.", files=[picture("rug.png")])

    assert (held.is_held, held.held_for) == (True, "contact")
    assert not plain.is_held
    assert questions.page(talk, participant) == [plain]


def test_an_edit_puts_no_contact_into_what_was_delivered(talk, participant, mentor):
    minor(participant)
    said = say(talk, mentor, "See you on Monday.")

    with pytest.raises(messages.CannotSend, match="looked at first"):
        messages.edit(message=said, by=mentor, text="Call 06 12 34 56 78.", now=timezone.now())
    assert questions.page(talk, participant)[0].text == "See you on Monday."

    messages.edit(message=said, by=mentor, text="See you on Tuesday.", now=timezone.now())
    assert questions.page(talk, participant)[0].text == "See you on Tuesday."


def test_grown_ups_exchange_addresses_freely(talk, mentor):
    assert say(talk, mentor, "a.b@example.org").seq == 1


def test_the_lead_reads_where_a_minor_is_and_nowhere_else_and_a_coordinator_nowhere(talk, participant, moderator):
    lead = cast.person("Sofia Lund", "safeguarding")
    say(talk, participant)
    assert not Conversation.objects.visible_to(lead).exists()

    minor(participant)

    assert Conversation.objects.visible_to(lead).get() == talk
    assert not Conversation.objects.visible_to(moderator).exists()
    with pytest.raises(messages.CannotSend):
        say(talk, lead)


def test_a_report_has_its_reason_and_the_messages_around_it(talk, participant, mentor, stranger):
    for _ in range(15):
        message = say(talk, mentor)

    report = reports.of_message(message=message, by=participant, reason="conduct", note="Rude", now=timezone.now())

    assert (report.from_seq, report.until_seq) == (5, 15)
    assert reports.of_message(message=message, by=participant, reason="spam", now=timezone.now()) == report
    for by in (mentor, stranger):
        with pytest.raises(NotAllowed):
            reports.of_message(message=message, by=by, reason="conduct", now=timezone.now())


def test_a_group_holds_no_adult_beside_a_minor_whom_they_do_not_accompany(participant, mentor, stranger):
    child = minor(cast.person("Kim Klein", "participant"))
    pairings.begin(mentor=mentor, participant=child, by=cast.operator(), now=timezone.now())

    with pytest.raises(conversations.CannotWrite):
        conversations.begin_group(by=mentor, title="Looms", people=[participant, child])

    assert conversations.begin_group(by=mentor, title="Looms", people=[child])


def test_who_no_longer_accompanies_a_minor_reads_neither_group_nor_task_thread(
    participant, mentor, django_capture_on_commit_callbacks
):
    child = minor(participant)
    group = conversations.begin_group(by=mentor, title="Looms", people=[child])
    thread = conversations.about_task(task=give(child, mentor), by=mentor)
    pairing = Pairing.objects.current().get(participant=child)

    with django_capture_on_commit_callbacks(execute=True):
        pairings.end(pairing=pairing, by=mentor, now=timezone.now())

    for talk in (group, thread):
        assert not can(mentor, "see", talk)
        assert can(child, "see", talk)


@pytest.mark.parametrize("cause", ["a member is a minor", "somebody watches over people no longer"])
def test_strangers_are_parted_from_minors_as_soon_as_it_is_known(
    participant, mentor, moderator, stranger, login, django_capture_on_commit_callbacks, cause
):
    gone = stranger if cause == "a member is a minor" else cast.person("Dora Klein", "coordinator")
    if gone != stranger:
        minor(participant)
    pairings.begin(mentor=mentor, participant=stranger, by=cast.operator(), now=timezone.now())
    people = [participant] if gone != stranger else [participant, stranger]
    group = conversations.begin_group(by=mentor, title="Looms", people=people)
    direct = conversations.begin(by=mentor, to=participant)
    if gone != stranger:
        group.memberships.create(user=gone)
    say(group, mentor)
    asked = {"type": "sync", "conversation": group.public_id, "after": 0}
    pages = [f"/my/conversations/{group.public_id}/{more}" for more in ("", "changes/?after=0")]
    pages.append(f"/api/v1/conversations/{group.public_id}/messages")

    def statuses(person):
        return [login(person).get(page).status_code for page in pages]

    assert statuses(gone) == [200, 200, 200]
    with django_capture_on_commit_callbacks(execute=True):
        if gone == stranger:
            accounts.set_age_band(user=participant, age_band=User.AgeBand.UNDER_16, by=moderator)
        else:
            accounts.take_role(user=gone, role="coordinator", by=cast.operator())

    assert statuses(gone) == [404, 404, 404]
    assert frames.answer(frame=asked, by=gone) == {"type": "error", "code": "no-such-conversation"}
    for person in (participant, mentor):
        assert statuses(person) == [200, 200, 200]
        assert can(person, "see", direct)
    version = group.version
    group.refresh_from_db()
    assert group.version > version


def test_nobody_changes_words_once_they_could_not_write_them(talk, participant, mentor):
    said = say(talk, participant)
    contacts.block(by=mentor, person=participant)

    with pytest.raises(messages.CannotSend):
        messages.edit(message=said, by=participant, text="Other words", now=timezone.now())
