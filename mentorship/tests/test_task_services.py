"""Tasks and goals: who gives them, who sees them, what is refused."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Goal, Task
from mentorship.services import goals, pairings, tasks
from portal.core.exceptions import NotAllowed
from portal.core.policy import can

pytestmark = pytest.mark.django_db


def assign(participant, by, **more):
    return tasks.assign(
        **{"participant": participant, "title": "Throw a bowl", "now": timezone.now(), **more}, by=by
    )


def set_goal(owner, by, **more):
    return goals.set_goal(**{"owner": owner, "title": "A wheel", "now": timezone.now(), **more}, by=by)


def test_a_mentor_gives_a_task_that_is_begun_and_taken_back(participant, mentor, skill):
    due = timezone.now() + timedelta(days=7)
    task = assign(participant, mentor, skill=skill, due_at=due, title="  Throw \n a bowl ")
    assert (task.title, task.status, task.is_overdue) == ("Throw a bowl", "assigned", False)

    begun = tasks.start(task=task, by=participant, now=timezone.now())
    again = tasks.start(task=task, by=participant, now=timezone.now())
    assert (again.status, again.started_at) == ("started", begun.started_at)

    gone = tasks.withdraw(task=task, by=mentor, now=timezone.now())
    assert tasks.withdraw(task=task, by=mentor, now=timezone.now()).withdrawn_at == gone.withdrawn_at
    with pytest.raises(tasks.NotOpen):
        tasks.start(task=task, by=participant, now=timezone.now())


def test_who_accompanies_or_coordinates_gives_tasks(participant, mentor, stranger, moderator, buyer, operator):
    assert assign(participant, moderator).assigned_by == moderator
    for by in (participant, stranger, buyer):
        with pytest.raises(NotAllowed):
            assign(participant, by)
    with pytest.raises(NotAllowed):
        assign(stranger, mentor)
    task = assign(participant, mentor)
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())
    with pytest.raises(NotAllowed):
        assign(participant, mentor)
    with pytest.raises(NotAllowed):
        tasks.withdraw(task=task, by=mentor, now=timezone.now())
    assert not can(mentor, "see", task)


def test_only_the_participant_begins(participant, mentor, stranger):
    task = assign(participant, mentor)

    for by in (mentor, stranger):
        with pytest.raises(NotAllowed):
            tasks.start(task=task, by=by, now=timezone.now())


def test_a_task_says_what_and_is_not_due_before_it_begins(participant, mentor):
    with pytest.raises(tasks.NoTitle):
        assign(participant, mentor, title="  ")
    with pytest.raises(tasks.DueInThePast):
        assign(participant, mentor, due_at=timezone.now() - timedelta(minutes=1))
    assert not Task.objects.exists()


def test_a_form_sent_twice_gives_one_task_and_sets_one_goal(participant, mentor, stranger):
    number = uuid4()

    assert assign(participant, mentor, submission=number) == assign(participant, mentor, submission=number)
    assert set_goal(participant, participant, submission=number) == set_goal(
        participant, participant, submission=number
    )
    with pytest.raises(NotAllowed):
        set_goal(stranger, stranger, submission=number)


def test_the_database_keeps_states_and_dates_together(participant, mentor):
    task = assign(participant, mentor)

    for wrong in ({"status": "withdrawn"}, {"status": "started"}, {"assigned_by": participant}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**wrong)


def test_a_goal_is_an_amount_a_level_or_words(participant, mentor, skill):
    saved = set_goal(participant, participant, target_amount=Decimal("120.00"), currency="EUR")
    learnt = set_goal(participant, mentor, skill=skill, level=2)
    words = set_goal(participant, participant)

    assert (saved.target_amount, saved.currency) == (Decimal("120.00"), "EUR")
    assert (learnt.skill, learnt.level, learnt.set_by) == (skill, 2, mentor)
    assert (words.target_amount, words.skill) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": " "}, goals.NoTitle),
        ({"target_amount": Decimal("0"), "currency": "EUR"}, goals.BadAmount),
        ({"target_amount": Decimal("5")}, goals.BadAmount),
        ({"with_skill": True, "level": 9}, goals.UnknownLevel),
        ({"with_skill": True, "level": None}, goals.UnknownLevel),
        ({"with_skill": True, "level": 1, "target_amount": Decimal("5"), "currency": "EUR"}, goals.OneTarget),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(participant, skill, wrong, refusal):
    values = dict(wrong)
    if values.pop("with_skill", False):
        values["skill"] = skill

    with pytest.raises(refusal):
        set_goal(participant, participant, **values)
    assert not Goal.objects.exists()


def test_goals_are_set_with_ones_mentor_and_let_go_of_by_oneself(participant, mentor, stranger, moderator):
    for by in (stranger, moderator):
        with pytest.raises(NotAllowed):
            set_goal(participant, by)
    goal = set_goal(participant, mentor)
    with pytest.raises(NotAllowed):
        goals.drop(goal=goal, by=mentor, now=timezone.now())

    assert goals.drop(goal=goal, by=participant, now=timezone.now()).status == "dropped"
    assert can(mentor, "see", goal)
    assert not can(moderator, "see", goal)


def test_nobody_has_goals_without_end(participant, monkeypatch):
    monkeypatch.setattr(goals, "MOST_OPEN", 1)
    goal = set_goal(participant, participant)
    with pytest.raises(goals.TooMany):
        set_goal(participant, participant)

    goals.drop(goal=goal, by=participant, now=timezone.now())
    set_goal(participant, participant)
