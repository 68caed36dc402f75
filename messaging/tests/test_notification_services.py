"""Who is told what, once; and what people say about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from mentorship.services import pairings
from mentorship.tests import tasks as make
from messaging import kinds, selectors
from messaging.kinds import BY_SLUG, To
from messaging.models import Notification, OutgoingMail, Preference
from messaging.models.notifications import Mail
from messaging.services import notifications
from portal.accounts.models import Invitation, User
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HANDED_IN = BY_SLUG["work_submitted"]


@pytest.fixture
def hand_in(participant: Any, mentor: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """`hand_in()` lets the participant hand in a piece, and everybody who listens hear of it."""

    def do(title: str = "Throw a bowl") -> Any:
        task = make.give(participant, mentor, title=title)
        with django_capture_on_commit_callbacks(execute=True):
            return make.hand_in(task)

    return do


def told(person: Any, kind: str) -> list[Notification]:
    return list(Notification.objects.filter(person=person, kind=kind))


def test_a_mentor_hears_of_a_piece_and_its_maker_does_not(hand_in, participant, mentor, stranger):
    hand_in()

    [notice] = told(mentor, "work_submitted")
    assert notice.is_unread
    assert not told(participant, "work_submitted")
    assert not Notification.objects.filter(person=stranger).exists()


def test_a_fact_that_is_told_twice_doubles_nothing(hand_in, mentor):
    piece = hand_in()

    again = notifications.tell(kind=HANDED_IN, heard=[To(piece, mentor), To(piece, mentor)], now=NOW)

    assert again == []
    assert len(told(mentor, "work_submitted")) == 1
    assert OutgoingMail.objects.filter(person=mentor, form="notice").count() == 1


def test_another_occasion_is_told_again(hand_in, mentor):
    piece = hand_in()

    notifications.tell(kind=HANDED_IN, heard=[To(piece, mentor, "second look")], now=NOW)

    assert len(told(mentor, "work_submitted")) == 2


def test_whoever_did_it_and_whoever_has_left_is_told_nothing(hand_in, mentor, stranger):
    piece = hand_in()
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    stranger.refresh_from_db()
    Notification.objects.all().delete()

    made = notifications.tell(kind=HANDED_IN, heard=[To(piece, mentor), To(piece, stranger)], by=mentor, now=NOW)

    assert made == []


def test_words_follow_what_they_are_about(hand_in, mentor):
    piece = hand_in("Throw a bowl")
    piece.task.title = "Throw a jug"
    piece.task.save()

    [item] = selectors.shown(mentor, told(mentor, "work_submitted"))

    assert item.words == "Amina Okoye has handed in “Throw a jug”"
    assert item.link == piece.get_absolute_url()


def test_who_may_not_see_it_any_more_reads_no_word_of_it(hand_in, mentor, operator):
    hand_in()
    pairing = mentor.mentor_pairings.get()

    pairings.end(pairing=pairing, by=operator, now=timezone.now())

    [item] = selectors.shown(mentor, told(mentor, "work_submitted"))
    assert (item.words, item.link, item.text()) == ("", "", "")


def test_one_can_hear_by_inbox_alone_by_mail_alone_or_not_at_all(hand_in, mentor):
    def prefer(in_inbox: bool, mail: str) -> None:
        choices = {"work_submitted": (in_inbox, mail)}
        notifications.prefer(choices=choices, reception={}, by=mentor)

    prefer(True, Mail.NONE)
    hand_in("First")
    prefer(False, Mail.NOW)
    hand_in("Second")
    prefer(False, Mail.NONE)
    hand_in("Third")

    rows = [
        (row.is_in_inbox, row.mail_id is not None)
        for row in Notification.objects.filter(person=mentor, kind="work_submitted").order_by("pk")
    ]
    assert rows == [(True, False), (False, True)]
    assert selectors.unread_count(mentor) == 1


def test_what_is_about_safety_cannot_be_switched_off(moderator):
    with pytest.raises(notifications.MustBeHeard):
        notifications.prefer(choices={"comment_reported": (False, Mail.NONE)}, reception={}, by=moderator)

    assert not Preference.objects.exists()


def test_reading_is_for_ones_own(hand_in, mentor, stranger):
    hand_in()
    [notice] = told(mentor, "work_submitted")

    assert notifications.read(notices=[notice.pk], by=stranger, now=NOW) == 0
    with pytest.raises(NotAllowed):
        notifications.unread(notice=notice, by=stranger)
    assert notifications.read(notices=None, by=mentor, now=NOW) == 1
    assert selectors.unread_count(mentor) == 0
    notifications.unread(notice=notice, by=mentor)
    assert selectors.unread_count(mentor) == 1


def test_unread_comes_first_then_the_newest(hand_in, mentor):
    for title in ("First", "Second", "Third"):
        hand_in(title)
    newest = told(mentor, "work_submitted")[-1]

    notifications.read(notices=[newest.pk], by=mentor, now=NOW)

    order = list(selectors.inbox(mentor, kind="work_submitted"))
    assert order[-1] == newest
    assert order[0].created_at > order[1].created_at
    assert newest not in selectors.inbox(mentor, only="unread")


def test_an_unsubscribe_link_stops_mails_of_its_kind_and_leaves_the_inbox(hand_in, mentor):
    token = notifications.unsubscribe_token(mentor, "work_submitted")

    assert notifications.unsubscribe(token=token) == "work_submitted"
    assert notifications.unsubscribe(token=token) == "work_submitted"

    hand_in()
    [notice] = told(mentor, "work_submitted")
    assert notice.is_in_inbox
    assert notice.mail is None


def test_the_link_of_a_digest_stops_all_that_is_collected(mentor):
    notifications.unsubscribe(token=notifications.unsubscribe_token(mentor, notifications.DIGESTS))

    stopped = set(Preference.objects.filter(person=mentor, mail=Mail.NONE).values_list("kind", flat=True))
    assert stopped == {kind.slug for kind in kinds.KINDS if kind.mail in (Mail.DAILY, Mail.WEEKLY)}


@pytest.mark.parametrize("token", ["", "x", "WzEsImEiXQ:1:2", "\0", "ü" * 2000])
def test_a_link_that_is_not_ours_stops_nothing(token, mentor):
    with pytest.raises(notifications.BadLink):
        notifications.unsubscribe(token=token)


def test_a_link_to_a_kind_that_is_no_more_stops_nothing(mentor):
    with pytest.raises(notifications.BadLink):
        notifications.unsubscribe(token=notifications.unsubscribe_token(mentor, "horoscope"))


def test_who_has_yet_to_join_finds_it_later_and_gets_no_mail(mentor, hand_in):
    from messaging.services import mails

    asked = {"name": "?", "invited_by": mentor, "sent_at": NOW, "expires_at": NOW + timezone.timedelta(days=9)}
    Invitation.objects.create(email=mentor.email, account=mentor, **asked)

    hand_in()

    assert told(mentor, "work_submitted")
    assert not mails.may_be_reached(mentor)


def test_every_kind_has_its_own_name_and_a_model_that_exists():
    assert len(BY_SLUG) == len(kinds.KINDS)
    for kind in kinds.KINDS:
        assert kind.model_class._meta.pk is not None
        assert len(kind.slug) <= 40


def test_a_badge_and_a_second_mentor_are_told_of(participant, django_capture_on_commit_callbacks):
    from leaderboard.services import badges

    with django_capture_on_commit_callbacks(execute=True):
        badge = badges.define(slug="helper", name="Helping hands", description="Helps unasked.", criteria={})
        badges.award(badge=badge, user=participant, evidence="Saw it", by=cast.operator(), now=NOW)

    [item] = selectors.shown(participant, told(participant, "badge_awarded"))
    assert item.words == "You have earned the badge “Helping hands”"
