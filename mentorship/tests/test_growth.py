"""How somebody has come along, for them and for who accompanies them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentorship.models import Discipline, LevelConfirmation, Skill, SkillLevel
from mentorship.selectors import growth
from mentorship.services import confirmations, skills

pytestmark = pytest.mark.django_db
OWN = "/my/growth/"
BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make(name: str, craft: Discipline, *needs: Skill, levels: int = 3) -> Skill:
    skill = Skill.objects.create(discipline=craft, name=name, slug=name.lower())
    for number in range(1, levels + 1):
        SkillLevel.objects.create(skill=skill, number=number, name=f"{name} {number}", description="Can do it")
    skill.needs.set(needs)
    return skill


@pytest.fixture
def crafts(db: None) -> Discipline:
    return Discipline.objects.create(name="Crafts", slug="crafts")


@pytest.fixture
def weaving(crafts: Discipline) -> Skill:
    return make("Weaving", crafts)


def confirm(user: Any, skill: Skill, level: int, by: Any, days: int = 0) -> LevelConfirmation:
    skills.set_own_level(user=user, skill=skill, level=level, by=user)
    now = BEGUN + timedelta(days=days)
    return confirmations.confirm(user=user, skill=skill, level=level, evidence="Seen", by=by, now=now)


def test_levels_rise_and_fall_over_the_days(participant, mentor, weaving, crafts):
    confirm(participant, weaving, 1, mentor)
    second = confirm(participant, weaving, 2, mentor, days=10)
    confirm(participant, make("Dyeing", crafts), 1, mentor, days=20)
    confirmations.take_back(confirmation=second, by=mentor, now=BEGUN + timedelta(days=30))

    chart = growth.as_chart(list(growth.history(participant)))

    assert chart["labels"] == ["1 March 2026", "11 March 2026", "21 March 2026", "31 March 2026"]
    assert chart["series"] == [
        {"name": "Weaving", "values": [1, 2, 2, 1]},
        {"name": "Dyeing", "values": [0, 0, 1, 1]},
    ]


def test_the_page_says_who_when_and_on_what_grounds(participant, mentor, weaving, login):
    confirm(participant, weaving, 1, mentor)
    skills.set_own_level(user=participant, skill=weaving, level=2, by=participant)

    for browser, address in (
        (login(participant), OWN),
        (login(mentor), f"/my/mentees/{participant.handle}/growth/"),
    ):
        page = browser.get(address).content.decode()
        assert "Maria Lindqvist" in page
        assert "Seen" in page
        states = re.findall(r"confirmed by Maria|named, not confirmed|still to come", page)
        assert states == ["confirmed by Maria", "named, not confirmed", "still to come"]


def test_what_one_needs_stands_before_what_needs_it(participant, crafts):
    rugs = make("Rugs", crafts)
    bands = make("Bands", crafts)
    art = make("Art", crafts, rugs, bands)
    skills.set_own_level(user=participant, skill=art, level=0, by=participant)

    [(craft, branches)] = growth.tree(participant)

    assert craft == crafts
    assert [branch.skill.name for branch in branches] == ["Bands", "Rugs", "Art"]
    assert [need.name for need in branches[-1].needs] == ["Bands", "Rugs"]
    assert not branches[0].is_begun


def test_a_circle_of_needs_ends_nothing(participant, crafts):
    one = make("One", crafts)
    other = make("Other", crafts, one)
    one.needs.set([other])
    skills.set_own_level(user=participant, skill=one, level=1, by=participant)

    [(_craft, branches)] = growth.tree(participant)

    assert {branch.skill.name for branch in branches} == {"One", "Other"}


def test_nobody_else_looks_at_it(participant, stranger, moderator, mentor, weaving, login, client):
    address = f"/my/mentees/{participant.handle}/growth/"

    assert login(stranger).get(address).status_code == 404
    assert login(moderator).get(address).status_code == 200
    assert login(mentor).get(f"/my/mentees/{stranger.handle}/growth/").status_code == 404
    assert client.get(address).status_code == 302


def test_who_has_begun_nothing_is_shown_the_way(participant, login):
    assert "Nothing begun yet" in login(participant).get(OWN).content.decode()


def test_it_asks_the_same_for_more_skills(participant, mentor, crafts, login, assert_queries_do_not_grow):
    def add_row() -> None:
        confirm(participant, make(f"Skill{Skill.objects.count()}", crafts), 1, mentor)

    assert assert_queries_do_not_grow(OWN, add_row, client=login(participant)) <= 20


def test_a_taken_back_level_is_said_to_be(participant, mentor, weaving, login):
    said = confirm(participant, weaving, 1, mentor)
    confirmations.take_back(confirmation=said, by=mentor, now=timezone.now())

    assert "Taken back" in login(participant).get(OWN).content.decode()
