"""Reminders, due days in a calendar, and levels that cite the piece which shows them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from mentorship.models import CalendarLink, Feedback, LevelConfirmation, Task, UserSkill
from mentorship.selectors import reviews as questions
from mentorship.services import calendars, confirmations, pairings, task_reminders
from mentorship.tests import tasks as make
from portal.core.exceptions import NotAllowed
from portal.testing import letters

pytestmark = pytest.mark.django_db


def soon(days):
    return timezone.now() + timedelta(days=days)


# Reminders ------------------------------------------------------------------------------------------------


def test_people_are_reminded_once_of_what_is_due_soon(participant, mentor, django_capture_on_commit_callbacks):
    make.give(participant, mentor, title="Near", due_at=soon(1))
    make.give(participant, mentor, title="Far", due_at=soon(9))
    waits = make.give(participant, mentor, title="Waits", due_at=soon(1))
    make.hand_in(waits)

    def remind(now):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            told = task_reminders.remind(now=now)
        letters.sent()
        return told

    assert remind(timezone.now()) == 1
    [letter] = mail.outbox
    assert letters.address(letter) == participant.email
    assert letter.subject.startswith("“Near” is due on ")
    assert remind(timezone.now()) == 0
    assert remind(soon(8)) == 1
    participant.is_active = False
    participant.save()
    Task.objects.update(reminded_at=None)
    assert remind(timezone.now()) == 0


def test_the_clock_reminds_and_ends(participant, mentor, capsys):
    make.give(participant, mentor, due_at=soon(1))

    call_command("tend_tasks")

    assert capsys.readouterr().out == "reminded of tasks: 1, of pieces: 0; ended: 0\n"


def test_feedback_is_mailed_to_who_got_it(participant, mentor, django_capture_on_commit_callbacks):
    piece = make.hand_in(make.give(participant, mentor))
    with django_capture_on_commit_callbacks(execute=True):
        make.decide(piece, mentor, "revision")

    call_command("send_mails")
    [letter] = [each for each in mail.outbox if participant.email in each.to[0]]
    assert letter.subject.startswith("Maria Lindqvist has said something about")
    assert Feedback.objects.get().get_absolute_url() in letter.body
    assert "Well thrown." not in letter.body


# Calendars ------------------------------------------------------------------------------------------------


def test_due_days_are_read_by_whoever_holds_the_address_until_it_ends(participant, mentor, login, client):
    title = "Throw; a bowl, with a very long name that goes on and on, as far as ä line of a calendar may not go"
    task = make.give(participant, mentor, title=title, brief="Secret words", due_at=soon(5))
    make.hand_in(make.give(participant, mentor, title="Handed in", due_at=soon(5)))
    page = login(participant).post("/my/tasks/calendar/", {"action": "make"}, follow=True)
    address = page.context["address"].partition("/calendar/")[2]

    answer = client.get(f"/calendar/{address}")

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    escaped = title.replace(";", r"\;").replace(",", r"\,")
    assert f"SUMMARY:{escaped}" in whole
    assert f"DTSTART;VALUE=DATE:{timezone.localtime(task.due_at):%Y%m%d}" in whole
    assert "Secret" not in text
    assert "Handed in" not in text

    login(participant).post("/my/tasks/calendar/", {"action": "make"})
    assert client.get(f"/calendar/{address}").status_code == 404
    token = CalendarLink.objects.get().path
    assert client.get(token).status_code == 200
    login(participant).post("/my/tasks/calendar/", {"action": "end"})
    assert client.get(token).status_code == 404


def test_a_calendar_opens_to_nobody_without_its_token_or_account(participant, client):
    link = calendars.make(by=participant)

    for wrong in (link.key, f"{link.key}.x", "nonsense", "%00"):
        assert client.get(f"/calendar/{wrong}/tasks.ics").status_code == 404
    participant.is_active = False
    participant.save()
    assert client.get(link.path).status_code == 404


# Levels ---------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(participant, mentor, skill):
    piece = make.hand_in(make.give(participant, mentor, skill=skill))
    make.decide(piece, mentor, "approved")
    return piece


def raise_level(piece, by, level=1):
    return confirmations.raise_level(submission=piece, level=level, evidence="A bowl", by=by, now=timezone.now())


def test_an_approved_piece_shows_a_level_and_stays_cited(approved, participant, mentor, moderator, skill):
    told = raise_level(approved, mentor)

    assert (told.submission, told.level, told.confirmed_by) == (approved, 1, mentor)
    assert UserSkill.objects.get(user=participant, skill=skill).level == 1
    assert raise_level(approved, mentor) == told
    with pytest.raises(NotAllowed):
        raise_level(approved, moderator)
    with pytest.raises(confirmations.NothingToConfirm):
        raise_level(approved, mentor, level=9)

    confirmations.take_back(confirmation=told, by=mentor, now=timezone.now())
    assert not LevelConfirmation.objects.standing().exists()
    assert not questions.levels_shown_by(approved.task).exists()


def test_no_level_is_shown_by_what_is_not_approved(participant, mentor, skill, operator):
    plain = make.hand_in(make.give(participant, mentor))
    make.decide(plain, mentor, "approved")
    first = make.hand_in(make.give(participant, mentor, skill=skill))
    for piece in (plain, first):
        with pytest.raises(confirmations.NotApproved):
            raise_level(piece, mentor)
    make.decide(first, mentor, "revision")
    second = make.hand_in(first.task)
    make.decide(second, mentor, "approved")
    with pytest.raises(confirmations.NotApproved):
        raise_level(first, mentor)
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())
    with pytest.raises(NotAllowed):
        raise_level(second, mentor)


def test_a_level_never_falls(approved, participant, mentor, skill):
    UserSkill.objects.create(user=participant, skill=skill, level=2)

    with pytest.raises(confirmations.NotHigher):
        raise_level(approved, mentor, level=1)
    assert raise_level(approved, mentor, level=3).level == 3


def test_the_mentor_is_offered_the_next_level_once_the_task_is_approved(
    approved, participant, mentor, moderator, skill, login
):
    UserSkill.objects.create(user=participant, skill=skill, level=1)
    page = login(mentor).get(approved.task.get_absolute_url())
    assert page.context["level_form"]["level"].value() == 2
    for other in (participant, moderator):
        assert not login(other).get(approved.task.get_absolute_url()).context["level_form"]
    address = f"{approved.task.get_absolute_url()}level/"
    assert list(login(mentor).post(address, {"level": "2", "evidence": ""}).context["level_form"].errors) == [
        "evidence"
    ]

    done = login(mentor).post(address, {"level": "2", "evidence": "Five bowls that stack"}, follow=True)

    assert "confirms level 2 of Throwing" in done.content.decode()
    assert "confirms level 2" in login(participant).get(approved.task.get_absolute_url()).content.decode()


def test_a_piece_that_goes_leaves_the_level(approved, mentor):
    told = raise_level(approved, mentor)
    approved.task.delete()

    told.refresh_from_db()
    assert told.submission is None
