"""The form that makes somebody a participant, and the list that does it for several."""

from decimal import Decimal

import pytest
from django.utils import timezone

from mentorship.models import (
    Goal,
    Prospect,
    Task,
    TaskTemplate,
)
from mentorship.services import prospects
from mentorship.tests import stores
from mentorship.tests.test_onboarding import EMAIL, kit, prospect_of
from portal.accounts.models import User
from portal.testing import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return cast.person("Maria Lindqvist", "mentor")


@pytest.fixture
def nadia(guide, skill):
    return prospect_of(guide, skill)


def test_the_form_is_filled_and_one_press_does_it(nadia, guide, skill, login):
    TaskTemplate.objects.create(skill=skill, slug="next", title="Throw five", brief="All alike", level=2)
    first, canvas = kit()
    client, url = login(guide), f"/my/prospects/{nadia.public_id}/onboard/"

    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert sent["email"] == EMAIL
    assert sent["goal_title"] == "Throwing, level 2: Throws"
    assert list(form.fields) == [
        *("display_name", "email", "same_person", "confirms_levels", "kit", "is_partial"),
        *("task_title", "goal_title"),
    ]
    answer = client.post(url, {**sent, "kit": first.slug}, follow=True)

    assert "is ready, and the invitation is on its way" in answer.content.decode()
    user = User.objects.get(email=EMAIL)
    task, goal = Task.objects.get(participant=user), Goal.objects.get(owner=user)
    assert (task.title, task.brief, task.skill) == ("Throw five", "All alike", skill)
    assert (goal.skill, goal.level) == (skill, 2)
    assert stores.in_store(canvas) == Decimal(3)
    assert "have joined already" in client.get(url, follow=True).content.decode()


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"display_name": ""}, "display_name"),
        ({"kit": "too-much"}, "kit"),
        ({"kit": "no-such"}, "kit"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(nadia, guide, login, bad, field):
    stores.kit((stores.material("Clay", quantity=1), 2), name="Too much")
    sent = {"display_name": "Nadia", "email": EMAIL, "task_title": "My own task", **bad}

    answer = login(guide).post(f"/my/prospects/{nadia.public_id}/onboard/", sent)

    assert list(answer.context["form"].errors) == [field]
    assert 'value="My own task"' in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_coordinator_is_offered_to_join_two_rows_of_one_person(nadia, guide, moderator, buyer, login):
    sent = {"display_name": "Nadia", "email": buyer.email, "mentor": guide.handle}
    url = f"/my/prospects/{nadia.public_id}/onboard/"

    page = login(moderator).post(url, sent)
    assert 'type="checkbox" name="same_person"' in page.content.decode()
    login(moderator).post(url, {**sent, "same_person": "on"})

    nadia.refresh_from_db()
    assert nadia.onboarded_user == buyer


def test_nobody_else_finds_the_page(nadia, mentor, participant, login):
    for person in (mentor, participant):
        assert login(person).get(f"/my/prospects/{nadia.public_id}/onboard/").status_code == 404


def test_several_are_ticked_and_join(guide, skill, login, mentor):
    those = [prospect_of(guide, skill, name=name, email=f"{name}@example.org") for name in ("ann", "ola", "per")]
    for each in those:
        prospects.move(prospect=each, to="offered", by=guide, now=timezone.now())
    url = "/my/prospects/onboard/"

    page = login(guide).get(url).content.decode()
    assert all(each.public_id in page for each in those)
    assert those[0].public_id not in login(mentor).get(url).content.decode()
    login(mentor).post(url, {"who": [those[0].public_id]})
    assert not Prospect.objects.filter(stage="onboarded").exists()
    answer = login(guide).post(url, {"who": [those[0].public_id, those[2].public_id]})

    assert "2 accounts are ready" in answer.content.decode()
    assert Prospect.objects.filter(stage="onboarded").count() == 2


def test_the_list_asks_the_same_for_one_and_many(guide, skill, login, assert_queries_do_not_grow):
    numbers = iter(range(50))

    def add():
        each = prospect_of(guide, skill, email=f"n{next(numbers)}@example.org")
        prospects.move(prospect=each, to="offered", by=guide, now=timezone.now())

    assert_queries_do_not_grow("/my/prospects/onboard/", add, client=login(guide))
