"""Tasks and goals as participants and mentors see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from mentorship.models import Goal, Task
from mentorship.services import goals, tasks
from portal.testing import cast

pytestmark = pytest.mark.django_db


def assign(participant, by, **more):
    values = {"participant": participant, "title": "Throw a bowl", "now": timezone.now(), **more}
    return tasks.assign(**values, by=by)


def test_a_task_is_given_mailed_begun_and_taken_back(
    participant, mentor, skill, login, django_capture_on_commit_callbacks
):
    sent = {"title": "Throw a bowl", "brief": "Two alike", "skill": skill.pk, "due_at": "2030-05-01"}
    url = f"/my/mentees/{participant.handle}/tasks/"
    with django_capture_on_commit_callbacks(execute=True):
        page = login(mentor).post(url, {**sent, "submission": uuid4()}, follow=True)
    assert "has the task now" in page.content.decode()
    task = Task.objects.get()
    assert timezone.localtime(task.due_at).strftime("%Y-%m-%d %H:%M") == "2030-05-01 23:59"
    call_command("send_mails")
    assert participant.email in mail.outbox[-1].to[0]

    assert "Throw a bowl" in login(participant).get("/my/tasks/").content.decode()
    begun = login(participant).post(f"{task.get_absolute_url()}start/", follow=True).content.decode()
    assert "Started" in begun
    gone = login(mentor).post(f"{task.get_absolute_url()}withdraw/", follow=True).content.decode()
    assert "taken back" in gone
    assert "Throw a bowl" not in login(participant).get("/my/tasks/").content.decode()
    assert "Throw a bowl" in login(participant).get("/my/tasks/?state=ended").content.decode()
    late = login(participant).post(f"{task.get_absolute_url()}start/", follow=True)
    assert "no longer open" in late.content.decode()


def test_a_late_task_says_so(participant, mentor, login):
    task = assign(participant, mentor, due_at=timezone.now() + timedelta(days=1))
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now() - timedelta(days=1))

    assert "Late" in login(participant).get("/my/tasks/").content.decode()


@pytest.mark.parametrize(
    ("bad", "field"),
    [({"title": ""}, "title"), ({"due_at": "2020-01-01"}, "due_at"), ({"due_at": "soon"}, "due_at")],
)
def test_a_wrong_task_is_told_beside_its_field(participant, mentor, login, bad, field):
    sent = {"title": "Throw a bowl", "brief": "Two alike", "submission": uuid4(), **bad}

    answer = login(mentor).post(f"/my/mentees/{participant.handle}/tasks/", sent)

    assert list(answer.context["form"].errors) == [field]
    assert "Two alike" in answer.content.decode()
    assert not Task.objects.exists()


def test_others_do_not_find_tasks_and_goals(participant, mentor, stranger, login):
    task = assign(participant, mentor)
    goal = goals.set_goal(owner=participant, title="A wheel", by=participant, now=timezone.now())

    client = login(stranger)
    assert client.get(task.get_absolute_url()).status_code == 404
    for verb in ("start", "withdraw"):
        assert client.post(f"{task.get_absolute_url()}{verb}/").status_code == 404
    assert client.post(f"/my/goals/{goal.public_id}/drop/").status_code == 404
    other = cast.person("Xaver Lang", "mentor")
    assert login(other).get(f"/my/mentees/{participant.handle}/tasks/").status_code == 404
    assert login(other).post(f"/my/mentees/{participant.handle}/goals/", {"title": "x"}).status_code == 404


def test_goals_are_set_and_let_go_of(participant, mentor, skill, login):
    client = login(participant)
    client.post("/my/goals/", {"title": "A wheel", "target_amount": "120", "submission": uuid4()})
    client.post("/my/goals/", {"title": "Learn", "skill": skill.pk, "level": "2", "submission": uuid4()})
    login(mentor).post(
        f"/my/mentees/{participant.handle}/goals/", {"title": "Show at the fair", "submission": uuid4()}
    )

    page = client.get("/my/goals/").content.decode()
    assert "€120.00" in page
    assert "Throwing, level 2" in page
    assert "with Maria Lindqvist" in page
    goal = Goal.objects.get(title="A wheel")
    client.post(f"/my/goals/{goal.public_id}/drop/")
    goal.refresh_from_db()
    assert goal.status == "dropped"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"title": ""}, "title"),
        ({"target_amount": "-5"}, "target_amount"),
        ({"target_amount": "abc"}, "target_amount"),
        ({"level": "2"}, "skill"),
        ({"with_skill": True}, "level"),
        ({"with_skill": True, "level": "9"}, "level"),
        ({"with_skill": True, "level": "1", "target_amount": "5"}, "skill"),
    ],
)
def test_a_wrong_goal_is_told_beside_its_field(participant, skill, login, bad, field):
    sent = {"title": "A goal of mine", "submission": uuid4(), **bad}
    if sent.pop("with_skill", False):
        sent["skill"] = skill.pk

    answer = login(participant).post("/my/goals/", sent)

    assert list(answer.context["form"].errors) == [field]
    assert not Goal.objects.exists()


def test_the_lists_ask_the_same_for_one_and_many(participant, mentor, skill, login, assert_queries_do_not_grow):
    def add_task():
        assign(participant, mentor, skill=skill)

    def add_goal():
        goals.set_goal(owner=participant, title="A wheel", by=participant, now=timezone.now())

    assert_queries_do_not_grow("/my/tasks/", add_task, client=login(participant))
    assert_queries_do_not_grow(f"/my/mentees/{participant.handle}/tasks/", add_task, client=login(mentor))
    assert_queries_do_not_grow("/my/goals/", add_goal, client=login(participant))
