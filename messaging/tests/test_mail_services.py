"""Mails go out once, at the right time, to who is here."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation

from mentorship.tests import tasks as make
from messaging import rules
from messaging.kinds import BY_SLUG, To
from messaging.models import Notification, OutgoingMail, Reception
from messaging.services import digests, letters, mails, notifications
from portal.accounts.models import Closure, User
from portal.core.exceptions import NotAllowed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday
State = OutgoingMail.State


@pytest.fixture
def piece(participant: Any, mentor: Any) -> Any:
    made = make.hand_in(make.give(participant, mentor, title="Throw a bowl"))
    Notification.objects.all().delete()
    OutgoingMail.objects.all().delete()
    mail.outbox.clear()
    return made


def tell(piece: Any, person: Any, kind: str = "work_submitted", now: datetime = NOON, occasion: str = "") -> Any:
    [notice] = notifications.tell(kind=BY_SLUG[kind], heard=[To(piece, person, occasion)], now=now)
    return notice


def send(now: datetime = NOON) -> int:
    return mails.deliver_due(compose=letters.compose, now=now)


def test_a_mail_goes_once_and_says_where_it_can_be_stopped(piece, mentor, client):
    tell(piece, mentor)

    assert [send(), send(), send(NOON + timedelta(days=9))] == [1, 0, 0]

    [letter] = mail.outbox
    assert letter.subject == "Amina Okoye has handed in “Throw a bowl”"
    assert mentor.email in letter.to[0]
    assert piece.get_absolute_url() in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = letter.extra_headers["List-Unsubscribe"].strip("<>").partition("/unsubscribe/")[2]
    assert client.post(f"/unsubscribe/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not notifications.tell(kind=BY_SLUG["work_submitted"], heard=[To(piece, mentor, "again")], now=NOON)[
        0
    ].mail


def test_a_failing_server_is_asked_again_after_longer_and_longer_waits(piece, mentor, monkeypatch):
    tell(piece, mentor)
    letter = OutgoingMail.objects.get()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", _refuse(ConnectionRefusedError()))

    now = NOON
    for attempt, wait in enumerate(mails.WAITS, start=1):
        assert send(now) == 0
        letter.refresh_from_db()
        assert (letter.state, letter.attempts, letter.next_try_at) == (State.WAITING, attempt, now + wait)
        assert send(now + wait - timedelta(seconds=1)) == 0, "not before its time"
        now += wait
    send(now)

    letter.refresh_from_db()
    assert (letter.state, letter.error) == (State.GIVEN_UP, "ConnectionRefusedError")
    assert list(OutgoingMail.objects.dead()) == [letter]


def test_what_a_server_refuses_for_good_is_given_up_at_once_and_can_be_tried_again(
    piece, mentor, operator, monkeypatch
):
    tell(piece, mentor)
    letter = OutgoingMail.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", _refuse(smtplib.SMTPDataError(550, b"no")))
        send()
    letter.refresh_from_db()
    assert letter.state == State.GIVEN_UP

    with pytest.raises(NotAllowed):
        mails.try_again(mail=letter, by=mentor, now=NOON)
    mails.try_again(mail=letter, by=operator, now=NOON)
    with pytest.raises(mails.NotDead):
        mails.try_again(mail=letter, by=operator, now=NOON)

    assert send() == 1
    assert len(mail.outbox) == 1


def test_an_attempt_that_was_cut_off_is_not_repeated_by_itself(piece, mentor, monkeypatch):
    tell(piece, mentor)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", _refuse(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            send()

    assert send(NOON + timedelta(minutes=14)) == 0
    assert OutgoingMail.objects.get().state == State.SENDING
    assert send(NOON + timedelta(minutes=16)) == 0
    assert OutgoingMail.objects.get().state == State.UNSURE
    assert not mail.outbox


@pytest.mark.parametrize("why", ["closed", "closing", "read", "no longer theirs"])
def test_what_is_no_longer_wanted_is_dropped(why, piece, mentor):
    notice = tell(piece, mentor)
    if why == "closed":
        User.objects.filter(pk=mentor.pk).update(is_active=False)
    elif why == "closing":
        Closure.objects.create(person=mentor, begun_at=NOON, due_at=NOON + timedelta(days=30))
    elif why == "read":
        notifications.read(notices=[notice.pk], by=mentor, now=NOON)
    else:
        mentor.mentor_pairings.update(ended_at=timezone.now())

    assert send() == 0
    assert OutgoingMail.objects.get().state == State.DROPPED
    assert not mail.outbox


def test_what_people_wrote_stays_out_unless_they_want_it_in(participant, buyer):
    from cms_pages.tests import factories
    from cms_pages.tests.test_voices import say

    comment = say(factories.post(participant), buyer)
    for number, shows in enumerate((False, True)):
        Reception.objects.update_or_create(person=participant, defaults={"shows_text": shows})
        tell(comment, participant, "comment_waits", NOON, str(number))
        mail.outbox.clear()
        assert send() == 1
        everything = mail.outbox[0].body + mail.outbox[0].alternatives[0].content
        assert ("How did you tie that?" in everything) is shows


@pytest.mark.parametrize(("language", "hello"), [("", "Hello"), ("es", "Hola"), ("ar", "مرحب"), ("xx", "Hello")])
def test_mails_speak_the_language_of_their_reader(language, hello, piece, mentor):
    Reception.objects.create(person=mentor, language=language)
    tell(piece, mentor)
    mail.outbox.clear()

    with translation.override("fr"):  # of whoever happens to send
        assert send() == 1

    message = mail.outbox[0]
    page = message.alternatives[0].content
    assert hello in message.body
    assert hello in page
    assert ('dir="rtl"' in page) is (language == "ar")


# Time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end", "now", "expected"),
    [
        ((22, 0), (7, 0), "2026-06-01T21:30+02:00", "2026-06-01T21:30+02:00"),
        ((22, 0), (7, 0), "2026-06-01T22:00+02:00", "2026-06-02T07:00+02:00"),
        ((22, 0), (7, 0), "2026-06-02T06:59+02:00", "2026-06-02T07:00+02:00"),
        ((22, 0), (7, 0), "2026-06-02T07:00+02:00", "2026-06-02T07:00+02:00"),
        ((12, 0), (14, 0), "2026-06-01T13:00+02:00", "2026-06-01T14:00+02:00"),
        # The night in which clocks go back: 07:00 is an hour later than a day is long.
        ((22, 0), (7, 0), "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
    ],
)
def test_quiet_hours_are_those_where_the_person_lives(begin, end, now, expected):
    there = Reception(time_zone="Europe/Berlin", quiet_from=time(*begin), quiet_until=time(*end))

    assert rules.end_of_quiet(there, datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


def test_a_mail_waits_until_quiet_hours_are_over(piece, mentor):
    Reception.objects.create(
        person=mentor, time_zone="Asia/Tokyo", quiet_from=time(20), quiet_until=time(8)
    )  # noon in UTC is 21 h there
    tell(piece, mentor)

    assert send(NOON) == 0
    assert send(NOON + timedelta(hours=10, minutes=59)) == 0
    assert send(NOON + timedelta(hours=11)) == 1


def test_a_daily_digest_comes_once_a_day_at_its_hour(piece, mentor, participant):
    early = NOON.replace(hour=5)
    for kind, occasion in (("task_expired", "one"), ("task_expired", "two")):
        tell(piece.task, mentor, kind, early, occasion)

    assert digests.collect(now=early) == 0, "at eight"
    assert digests.collect(now=NOON) == 1
    assert digests.collect(now=NOON) == 0
    assert send() == 1

    [letter] = mail.outbox
    assert letter.subject == "2 pieces of news from Kindling"
    assert letter.body.count("Throw a bowl") == 2
    tell(piece.task, mentor, "task_expired", NOON, "three")
    assert digests.collect(now=NOON + timedelta(hours=1)) == 0, "tomorrow"
    assert digests.collect(now=NOON + timedelta(days=1)) == 1


def test_a_weekly_digest_comes_on_its_day_and_leaves_out_what_was_read(piece, mentor):
    notifications.prefer(
        choices={"task_expired": (True, "weekly")}, reception={"digest_weekday": 2, "digest_hour": 9}, by=mentor
    )
    read, kept = (tell(piece.task, mentor, "task_expired", NOON, each) for each in ("one", "two"))
    notifications.read(notices=[read.pk], by=mentor, now=NOON)

    assert [digests.collect(now=NOON + timedelta(days=days)) for days in range(4)] == [0, 0, 1, 0]
    kept.refresh_from_db()
    read.refresh_from_db()
    assert kept.mail is not None
    assert read.mail is None


def test_the_clock_collects_and_sends(piece, mentor, capsys):
    tell(piece, mentor, now=timezone.now())

    call_command("send_mails")

    assert capsys.readouterr().out == "0 digests collected, 1 mails sent, 0 need somebody to look at them\n"


def _refuse(error: BaseException) -> Any:
    def send(*_: Any, **__: Any) -> int:
        raise error

    return send
