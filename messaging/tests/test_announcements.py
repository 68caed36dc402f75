"""Announcing: to whom it goes, when, once each, and what its writer is told of who read."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from mentorship.models import Cohort, CohortMember
from messaging import selectors
from messaging.models import Addressee, Announcement, Case, Notification, OutgoingMail, Suspension
from messaging.selectors import announcements as questions
from messaging.services import announcements, contacts
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
PAGES = "/my/announcements/"


@pytest.fixture
def cohort(mentor):
    return Cohort.objects.create(name="Weavers", led_by=mentor, submission=uuid4())


def join(cohort, *people):
    for person in people:
        CohortMember.objects.create(cohort=cohort, person=person, joined_at=timezone.now())


def learners(count):
    return [cast.person(f"Learner {number}", "participant") for number in range(count)]


def write(by, *, now=None, **more):
    said = {"title": "We meet", "text": "On Monday at six.", "submission": uuid4()}
    return announcements.write(by=by, now=now or timezone.now(), **said | more)


def sent(by, **more):
    row = write(by, **more)
    announcements.send(number=row.pk, now=timezone.now())
    return Announcement.objects.get(pk=row.pk)


def told(row):
    return set(
        Notification.objects.filter(kind="announcement_sent", source_id=row.pk).values_list("person", flat=True)
    )


def test_the_chapter_hears_it_once_and_its_buyers_do_not(moderator, participant, mentor, stranger):
    buyer = cast.person("Bea Buyer", "buyer")

    row = sent(moderator)
    announcements.send(number=row.pk, now=timezone.now())
    announcements.send_due(now=timezone.now())

    assert {participant.pk, mentor.pk} <= told(row)
    assert not {buyer.pk, moderator.pk} & told(row)
    assert Notification.objects.filter(kind="announcement_sent").count() == row.addressees.count()


def test_a_role_is_told_and_others_are_not(moderator, participant, mentor):
    row = sent(moderator, role="mentor")

    assert told(row) == {mentor.pk}
    with pytest.raises(announcements.NoSuchRole):
        write(moderator, role="king")


def test_a_lead_tells_their_own_cohort_and_nobody_else(mentor, participant, stranger, cohort, moderator):
    join(cohort, participant, stranger)
    other = Cohort.objects.create(name="Potters", led_by=moderator, submission=uuid4())

    assert told(sent(mentor, cohort=cohort)) == {participant.pk, stranger.pk}
    for refused in ({"cohort": other}, {}, {"role": "mentor"}):
        with pytest.raises(NotAllowed):
            write(mentor, **refused)
    with pytest.raises(NotAllowed):
        write(participant, cohort=cohort)


def test_a_lead_does_not_reach_minors_whom_they_do_not_accompany(mentor, participant, cohort, moderator):
    child = cast.person("Cleo Park", "participant")
    join(cohort, participant, child)
    User.objects.filter(pk__in=[participant.pk, child.pk]).update(age_band="under_16")

    assert told(sent(mentor, cohort=cohort)) == {participant.pk}
    assert told(sent(moderator, cohort=cohort)) == {participant.pk, child.pk}


def test_a_lead_gives_minors_no_contact_details(mentor, participant, cohort, moderator):
    join(cohort, participant)
    assert write(mentor, cohort=cohort, text="Write to me@example.org")
    User.objects.filter(pk=participant.pk).update(age_band="under_16")

    with pytest.raises(announcements.NotBeforeMinors):
        write(mentor, cohort=cohort, text="Write to me@example.org")
    assert write(moderator, cohort=cohort, text="Write to me@example.org")


def test_neither_closed_nor_suspended_people_nor_those_who_blocked_the_lead_are_told(
    mentor, participant, stranger, cohort, moderator
):
    gone, blocking = learners(2)
    join(cohort, participant, stranger, gone, blocking)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    contacts.block(by=blocking, person=mentor)
    now = timezone.now()
    case = Case.objects.create(
        kind="profile", object_id=stranger.pk, person=stranger, opened_at=now, changed_at=now
    )
    Suspension.objects.create(case=case, person=stranger, begun_at=now)

    assert told(sent(mentor, cohort=cohort)) == {participant.pk}
    assert told(sent(moderator, cohort=cohort)) == {participant.pk, blocking.pk}


def test_it_waits_for_its_time_and_can_be_changed_until_then(moderator, mentor):
    now = timezone.now()
    row = write(moderator, role="mentor", goes_at=now + timedelta(hours=2))

    assert announcements.send_due(now=now + timedelta(hours=1)) == 0
    announcements.change(
        announcement=row, by=moderator, title="Later", text="At seven.", role="mentor", now=now,
        goes_at=now + timedelta(hours=3),
    )  # fmt: skip
    assert announcements.send_due(now=now + timedelta(hours=2, minutes=30)) == 0
    assert announcements.send_due(now=now + timedelta(hours=3)) == 1

    notice = Notification.objects.get(person=mentor, kind="announcement_sent")
    assert selectors.shown(mentor, [notice])[0].words == "Carol Njeri announces “Later”"
    with pytest.raises(announcements.IsOut):
        announcements.change(announcement=row, by=moderator, title="No", text="No", now=now)


def test_what_is_taken_back_is_not_sent_and_not_read(moderator, mentor, login):
    early = write(moderator, role="mentor", goes_at=timezone.now() + timedelta(hours=1))
    announcements.withdraw(announcement=early, by=moderator, now=timezone.now())
    out = sent(moderator, role="mentor")
    page = f"{PAGES}{out.public_id}/"
    assert login(mentor).get(page).status_code == 200

    login(moderator).post(f"{page}withdraw/")

    assert announcements.send_due(now=timezone.now() + timedelta(hours=2)) == 0
    assert not told(early)
    assert login(mentor).get(page).status_code == 404
    assert not questions.heard(mentor).exists()
    notice = Notification.objects.get(person=mentor, kind="announcement_sent")
    assert not selectors.shown(mentor, [notice])[0].words
    with pytest.raises(announcements.IsWithdrawn):
        announcements.withdraw(announcement=out, by=moderator, now=timezone.now())


def test_a_lead_who_leads_no_more_sends_nothing(mentor, participant, cohort, moderator):
    join(cohort, participant)
    row = write(mentor, cohort=cohort, goes_at=timezone.now() + timedelta(hours=1))
    Cohort.objects.filter(pk=cohort.pk).update(led_by=moderator)

    announcements.send_due(now=timezone.now() + timedelta(hours=2))

    assert Announcement.objects.get(pk=row.pk).is_withdrawn
    assert not told(row)


def test_a_run_that_was_cut_off_is_finished_by_the_next_without_doubling(moderator, monkeypatch):
    learners(5)
    row = write(moderator, role="participant")
    monkeypatch.setattr(announcements, "AT_ONCE", 2)
    announcements._address(row.pk, timezone.now())
    announcements._tell_some(row.pk, timezone.now())
    assert len(told(row)) == 2

    call_command("send_mails")

    assert len(told(row)) == 5
    assert OutgoingMail.objects.filter(notifications__kind="announcement_sent").count() == 5
    assert not Addressee.objects.filter(told_at=None).exists()


def test_a_form_sent_twice_announces_once(moderator, mentor):
    once = uuid4()

    assert write(moderator, submission=once) == write(moderator, submission=once)


def test_its_writer_is_told_how_many_have_read_but_not_of_a_few(moderator, login):
    people = learners(6)
    row = sent(moderator, role="participant")
    page = f"{PAGES}{row.public_id}/"
    for person in people[:2]:
        login(person).get(page)
        login(person).get(page)

    assert questions.readers_of(row) == questions.Readers(6, 2)
    shown = login(moderator).get(page).content.decode()
    assert "Read by 2 of 6 people" in shown
    assert people[0].display_name not in shown
    assert "Read by" not in login(people[0]).get(page).content.decode()

    Addressee.objects.filter(announcement=row, person__in=people[4:]).delete()
    assert questions.readers_of(row) == questions.Readers(4, None)
    assert "how many have read it is not said" in login(moderator).get(page).content.decode()


def test_the_inbox_shows_it_until_it_is_opened(moderator, mentor, login):
    row = sent(moderator, role="mentor")
    client = login(mentor)

    assert row.title in client.get("/my/conversations/").content.decode()
    assert "New" in client.get(PAGES).content.decode()
    client.get(f"{PAGES}{row.public_id}/")

    assert row.title not in client.get("/my/conversations/").content.decode()
    assert row.title in client.get(PAGES).content.decode()


def test_it_is_written_and_scheduled_on_a_page(mentor, participant, cohort, login, stranger):
    join(cohort, participant)
    client = login(mentor)
    typed = {
        "title": "We meet",
        "text": "On Monday.",
        "to": f"cohort:{cohort.public_id}",
        "submission": str(uuid4()),
    }

    refused = client.post(f"{PAGES}new/", typed | {"goes_at": "soon"})
    assert refused.status_code == 200
    assert "On Monday." in refused.content.decode()
    answer = client.post(f"{PAGES}new/", typed | {"goes_at": "2099-01-02T10:00"})

    row = Announcement.objects.get()
    assert answer.url == row.get_absolute_url()
    assert "This has not gone out yet" in client.get(answer.url).content.decode()
    assert client.post(f"{answer.url}edit/", typed | {"title": "We all meet"}).status_code == 302
    assert Announcement.objects.get().title == "We all meet"
    assert client.post(f"{PAGES}new/", typed | {"to": "chapter"}).status_code == 200  # not theirs to choose
    assert login(stranger).get(answer.url).status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(moderator, mentor, login, assert_queries_do_not_grow):
    sent(moderator, role="mentor")

    assert_queries_do_not_grow(PAGES, lambda: sent(moderator, role="mentor"), client=login(mentor))
    assert_queries_do_not_grow(f"{PAGES}?show=mine", lambda: write(moderator), client=login(moderator))
