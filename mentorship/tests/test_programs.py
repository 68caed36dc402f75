"""Programs: cohorts that are begun from them, open ones that people join, and many ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Cohort, Discipline, Program, ProgramTask, Skill, Task, TaskTemplate
from mentorship.services import cohorts, programs
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def course(db: None) -> Program:
    """Two tasks, due on the first and on the tenth day; four weeks."""
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    made = Program.objects.create(name="First steps", about="From thread to cloth.", weeks=4)
    for day, title in ((1, "Wind a warp"), (10, "Weave a band")):
        template = TaskTemplate.objects.create(skill=skill, slug=f"day-{day}", title=title, brief="Show it.")
        ProgramTask.objects.create(program=made, template=template, due_day=day)
    return made


def begin(by: User, **more: Any) -> Cohort:
    return cohorts.begin(**{"name": "Autumn", "led_by": by, "by": by, "submission": uuid4(), **more})


def titles(person: User) -> list[str]:
    return list(Task.objects.filter(participant=person).order_by("due_at").values_list("title", flat=True))


# From a program -------------------------------------------------------------------------------------------


def test_a_cohort_has_the_tasks_and_days_of_its_program(participant, moderator, course):
    made = begin(moderator, program=course, starts_on=TODAY)
    assert (made.about, made.ends_on) == ("From thread to cloth.", TODAY + timedelta(days=27))

    cohorts.add(cohort=made, people=[participant], by=moderator, now=timezone.now())

    assert titles(participant) == ["Wind a warp", "Weave a band"]
    days = [timezone.localtime(each.due_at).date() for each in Task.objects.order_by("due_at")]
    assert days == [TODAY, TODAY + timedelta(days=9)]
    assert {each.cohort for each in Task.objects.all()} == {made}


def test_who_comes_late_gets_what_is_not_due_yet_and_nothing_twice(participant, moderator, course):
    made = begin(moderator, program=course, starts_on=TODAY - timedelta(days=5))
    for _turn in range(2):
        cohorts.add(cohort=made, people=[participant], by=moderator, now=timezone.now())
        cohorts.remove(cohort=made, person=participant, by=moderator, now=timezone.now())

    assert titles(participant) == ["Weave a band"]


def test_a_change_of_the_program_leaves_cohorts_alone(participant, moderator, course):
    made = begin(moderator, program=course, starts_on=TODAY)
    course.tasks.all().delete()

    cohorts.add(cohort=made, people=[participant], by=moderator, now=timezone.now())

    assert len(titles(participant)) == 2


def test_a_program_needs_a_first_day(moderator, course):
    with pytest.raises(cohorts.NoFirstDay):
        begin(moderator, program=course)
    assert not Cohort.objects.exists()


def test_a_form_sent_twice_makes_one_plan(moderator, course):
    number = uuid4()
    made = [begin(moderator, program=course, starts_on=TODAY, submission=number) for _turn in range(2)]

    assert made[0] == made[1]
    assert made[0].plan.count() == 2


def test_what_is_offered_no_longer_is_not_to_choose(login, mentor, moderator, course):
    assert "First steps" in login(mentor).get(reverse("mentorship:cohort_new")).content.decode()
    with pytest.raises(NotAllowed):
        programs.offer(program=course, is_offered=False, by=mentor, now=timezone.now())

    login(moderator).post(reverse("mentorship_program:offer", args=[course.pk]))

    assert "First steps" not in login(mentor).get(reverse("mentorship:cohort_new")).content.decode()
    page = login(moderator).get(reverse("mentorship_program:inspect", args=[course.pk])).content.decode()
    assert "no longer offered" in page
    assert "Weave a band" in page


def test_the_form_says_beside_the_field_what_is_missing(login, moderator, course):
    sent = {"program": course.pk, "name": "Autumn", "led_by": moderator.pk, "submission": str(uuid4())}

    page = login(moderator).post(reverse("mentorship:cohort_new"), sent).content.decode()

    assert "Say the first day" in page
    assert 'value="Autumn"' in page
    login(moderator).post(reverse("mentorship:cohort_new"), {**sent, "starts_on": str(TODAY)})
    assert Cohort.objects.get().program == course


# Open ones ------------------------------------------------------------------------------------------------


def test_whoever_learns_joins_an_open_cohort_once_and_has_its_tasks(login, participant, moderator, course):
    made = begin(moderator, program=course, starts_on=TODAY, is_open=True)
    browser, address = login(participant), reverse("mentorship:cohort_join", args=[made.public_id])
    assert "Open to you" in browser.get(reverse("mentorship:cohorts")).content.decode()

    answer = browser.post(address, follow=True)

    assert "You are in it now" in answer.content.decode()
    assert made.members.current().filter(person=participant).count() == 1
    assert len(titles(participant)) == 2
    assert browser.post(address).status_code == 404  # no longer open to them: they are in it


def test_nobody_joins_what_is_not_open_full_or_over(login, participant, moderator, mentor):
    closed = begin(moderator)
    over = begin(
        moderator, is_open=True, name="Over", starts_on=TODAY - timedelta(9), ends_on=TODAY - timedelta(1)
    )
    ended = begin(moderator, is_open=True, name="Ended")
    cohorts.end(cohort=ended, by=moderator, now=timezone.now())

    for each in (closed, over, ended):
        address = reverse("mentorship:cohort_join", args=[each.public_id])
        assert login(participant).post(address).status_code == 404
        assert login(mentor).post(address).status_code in (403, 404)
    for each in (closed, ended):
        with pytest.raises(cohorts.NotOpen):
            cohorts.join(cohort=each, by=participant, now=timezone.now())
    with pytest.raises(NotAllowed):
        cohorts.join(cohort=closed, by=mentor, now=timezone.now())


def test_a_full_cohort_takes_nobody_in(participant, moderator, monkeypatch):
    monkeypatch.setattr(cohorts, "MOST_MEMBERS", 1)
    made = begin(moderator, is_open=True)
    cohorts.join(cohort=made, by=cast.person("First", "participant"), now=timezone.now())

    with pytest.raises(cohorts.TooManyMembers):
        cohorts.join(cohort=made, by=participant, now=timezone.now())


def test_only_a_coordinator_leads_an_open_one(login, mentor, moderator):
    with pytest.raises(cohorts.OpenNeedsCoordinator):
        begin(mentor, is_open=True)
    with pytest.raises(cohorts.OpenNeedsCoordinator):
        begin(moderator, led_by=mentor, is_open=True)
    assert 'name="is_open"' not in login(mentor).get(reverse("mentorship:cohort_new")).content.decode()
    made = begin(moderator, is_open=True)

    cohorts.change(cohort=made, by=moderator, name="Winter", led_by=moderator)

    assert Cohort.objects.get().is_open


# Many at once ---------------------------------------------------------------------------------------------


def test_a_coordinator_ends_all_of_the_list_on_every_page(login, mentor, moderator):
    for number in range(25):
        begin(moderator, name=f"Cohort {number}")
    chosen = Cohort.objects.first()
    address = reverse("mentorship:cohorts_end")
    assert login(mentor).post(address, {"all": "on"}).status_code in (403, 404)

    login(moderator).post(address, {"cohort": [chosen.public_id, "no-such"]})
    assert Cohort.objects.exclude(ended_at=None).get() == chosen

    page = login(moderator).post(address, {"all": "on"}, follow=True).content.decode()
    assert "24 cohorts have ended." in page
    assert not Cohort.objects.current().exists()
    assert "Choose the cohorts" in login(moderator).post(address, {}, follow=True).content.decode()


# The first day moves --------------------------------------------------------------------------------------


def test_planned_tasks_move_with_the_first_day_and_given_ones_keep_theirs(
    participant, stranger, moderator, course, login
):
    made = begin(moderator, program=course, starts_on=TODAY)
    cohorts.add(cohort=made, people=[participant], by=moderator, now=timezone.now())
    given = list(Task.objects.filter(participant=participant).order_by("due_at").values_list("due_at", flat=True))
    url = reverse("mentorship:cohort_edit", args=[made.public_id])
    sent = {"name": "Autumn", "led_by": moderator.pk, "ends_on": (TODAY + timedelta(60)).isoformat()}

    answer = login(moderator).post(url, {**sent, "starts_on": (TODAY + timedelta(7)).isoformat()}, follow=True)

    assert "2 planned tasks moved with the first day, by +7 days." in answer.content.decode()
    assert [each.due_on for each in made.plan.order_by("due_on")] == [TODAY + timedelta(7), TODAY + timedelta(16)]
    kept = Task.objects.filter(participant=participant).order_by("due_at")
    assert list(kept.values_list("due_at", flat=True)) == given
    cohorts.add(cohort=made, people=[stranger], by=moderator, now=timezone.now())
    days = [timezone.localtime(each.due_at).date() for each in Task.objects.filter(participant=stranger)]
    assert sorted(days) == [TODAY + timedelta(7), TODAY + timedelta(16)]


def test_a_first_day_that_stays_moves_nothing_and_nothing_is_said(moderator, course, login):
    made = begin(moderator, program=course, starts_on=TODAY)
    url = reverse("mentorship:cohort_edit", args=[made.public_id])
    sent = {"name": "Winter", "led_by": moderator.pk, "starts_on": TODAY.isoformat()}

    answer = login(moderator).post(url, sent, follow=True)

    assert "planned task" not in answer.content.decode()
    assert [each.due_on for each in made.plan.order_by("due_on")] == [TODAY, TODAY + timedelta(9)]
