"""Whoever gives a task may take one that the craft proposes, and change it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Skill, Task, TaskTemplate, UserSkill
from mentorship.selectors import learning
from mentorship.services import packs
from portal.testing import felting

pytestmark = pytest.mark.django_db


@pytest.fixture
def felt(participant):
    """The craft; Amina has just begun with it."""
    packs.load(pack=felting.pack(), by=None, now=timezone.now())
    skill = Skill.objects.get(slug="wet-felting")
    UserSkill.objects.create(user=participant, skill=skill, level=0)
    return skill


def test_what_leads_one_step_further_is_proposed(felt, participant, stranger, mentor):
    def proposed(by, person):
        return [each.title for each in learning.tasks_to_give(by, person)]

    assert proposed(mentor, participant) == ["A first ball"]
    UserSkill.objects.update(level=1)
    assert proposed(mentor, participant) == ["A second ball", "A first ball"]
    assert proposed(mentor, stranger) == []
    assert proposed(participant, participant) == []
    TaskTemplate.objects.update(retired_at=timezone.now())
    assert proposed(mentor, participant) == []


def test_a_mentor_chooses_a_task_of_the_craft_and_gives_it_in_other_words(felt, participant, mentor, login):
    client, address = login(mentor), reverse("mentorship:mentee_tasks", args=[participant.handle])
    template = TaskTemplate.objects.get(slug="first-ball")
    assert f"?template={template.pk}#new" in client.get(address).content.decode()

    form = client.get(f"{address}?template={template.pk}").context["form"]
    due = timezone.localdate() + timedelta(days=7)
    assert form.initial == {
        "title": template.title,
        "brief": template.brief,
        "skill": felt.pk,
        "due_at": due,
        "template": template.pk,
        "rubric": template.rubric_id,
        "estimated_hours": template.estimated_hours,
    }
    sent = {"title": "A first ball, for your sister", "brief": form["brief"].value(), "skill": felt.pk}
    client.post(address, {**sent, "due_at": due.isoformat(), "submission": form["submission"].value()})

    task = Task.objects.get()
    assert (task.title, task.brief, task.skill) == ("A first ball, for your sister", template.brief, felt)


@pytest.mark.parametrize("named", ["x", "-1", "9" * 40, "987654", ""])
def test_an_address_that_names_no_task_shows_an_empty_form(named, felt, participant, mentor, login):
    address = reverse("mentorship:mentee_tasks", args=[participant.handle])

    answer = login(mentor).get(f"{address}?template={named}")

    assert answer.status_code == 200
    assert answer.context["form"].initial == {}


def test_the_page_asks_the_same_number_of_questions_for_many_proposals(
    felt, participant, mentor, login, assert_queries_do_not_grow
):
    count = iter(range(100))

    def add_row():
        number = next(count)
        TaskTemplate.objects.create(skill=felt, slug=f"t{number}", title=f"Task {number}", brief="x")

    address = reverse("mentorship:mentee_tasks", args=[participant.handle])
    assert_queries_do_not_grow(address, add_row, client=login(mentor))
