"""Levels that mentors vouch for: who may, what becomes of it, and where it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from mentorship import selectors
from mentorship.models import Discipline, LevelConfirmation, Pairing, Skill, SkillLevel
from mentorship.services import confirmations, pairings, skills
from portal.core.exceptions import NotAllowed

pytestmark = pytest.mark.django_db

SEEN = "I saw the red rug grow"


@pytest.fixture
def weaving(participant: Any) -> Skill:
    """A skill that `participant` names at level 2 of 3."""
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    for number, name in enumerate(("Plain weave", "Own patterns", "Master"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    skills.set_own_level(user=participant, skill=skill, level=2, by=participant)
    return skill


def confirm(person: Any, skill: Skill, by: Any, **values: Any) -> LevelConfirmation:
    values = {"level": 2, "evidence": SEEN, **values}
    return confirmations.confirm(user=person, skill=skill, by=by, now=timezone.now(), **values)


def address(person: Any, verb: str = "") -> str:
    return f"/my/mentees/{person.handle}/skills/" + (f"weaving/{verb}/" if verb else "")


# The rule ------------------------------------------------------------------------------------------------


def test_a_mentor_vouches_once_for_the_level_that_is_named(participant, mentor, weaving):
    first = confirm(participant, weaving, mentor)
    again = confirm(participant, weaving, mentor, evidence="Something else")

    assert again == first
    [row] = selectors.confirmed_levels(participant)
    assert (row.level_name, row.top, row.evidence, row.confirmed_by) == ("Own patterns", 3, SEEN, mentor)


def test_nobody_else_vouches(participant, mentor, stranger, moderator, operator, weaving):
    for person in (participant, stranger, moderator, operator):
        with pytest.raises(NotAllowed):
            confirm(participant, weaving, person)
    pairings.end(pairing=Pairing.objects.get(), by=mentor, now=timezone.now())
    with pytest.raises(NotAllowed):
        confirm(participant, weaving, mentor)

    assert not LevelConfirmation.objects.exists()


@pytest.mark.parametrize("level", [0, 1, 3])
def test_only_the_level_that_is_named_now_is_confirmed(participant, mentor, weaving, level):
    with pytest.raises(confirmations.NothingToConfirm):
        confirm(participant, weaving, mentor, level=level)


def test_without_evidence_nothing_is_confirmed(participant, mentor, weaving):
    with pytest.raises(confirmations.NoEvidence):
        confirm(participant, weaving, mentor, evidence="  \n ")


def test_a_word_outlives_the_pairing_and_can_be_taken_back(participant, mentor, stranger, moderator, weaving):
    word = confirm(participant, weaving, mentor)
    pairings.end(pairing=Pairing.objects.get(), by=mentor, now=timezone.now())
    assert selectors.confirmed_levels(participant).count() == 1

    for person in (participant, stranger):
        with pytest.raises(NotAllowed):
            confirmations.take_back(confirmation=word, by=person, now=timezone.now())
    confirmations.take_back(confirmation=word, by=moderator, now=timezone.now())

    assert not selectors.confirmed_levels(participant).exists()
    assert LevelConfirmation.objects.get().taken_back_at, "it stays on record"


# The page ------------------------------------------------------------------------------------------------


def test_a_mentor_confirms_on_the_page_and_it_shows_on_the_portfolio(participant, mentor, weaving, login, client):
    browser = login(mentor)
    assert address(participant) in browser.get("/my/").content.decode()
    assert "Confirm this level" in browser.get(address(participant)).content.decode()

    answer = browser.post(address(participant, "confirm"), {"level": "2", "evidence": SEEN}, follow=True)

    page = answer.content.decode()
    assert "“Own patterns” confirmed by Maria Lindqvist" in page
    assert "Confirm this level" not in page
    portfolio = client.get(f"/people/{participant.handle}/").content.decode()
    assert "Confirmed by Maria Lindqvist" in portfolio
    assert SEEN in portfolio

    browser.post(address(participant, "take-back"), {"level": "2"})
    assert "Confirmed by" not in client.get(f"/people/{participant.handle}/").content.decode()


def test_another_level_is_not_shown_as_confirmed(participant, mentor, weaving, client):
    confirm(participant, weaving, mentor)
    skills.set_own_level(user=participant, skill=weaving, level=3, by=participant)

    assert "Confirmed by" not in client.get(f"/people/{participant.handle}/").content.decode()


def test_bad_input_is_told_beside_the_field(participant, mentor, weaving, login):
    browser = login(mentor)

    empty = browser.post(address(participant, "confirm"), {"level": "2", "evidence": ""}).content.decode()
    stale = browser.post(address(participant, "confirm"), {"level": "3", "evidence": SEEN}).content.decode()

    assert "This field is required" in empty
    assert "They do not name this level any more" in stale
    assert SEEN in stale, "what was typed is kept"
    for level in ("", "x", "9", "²"):
        assert browser.post(address(participant, "take-back"), {"level": level}).status_code == 404


def test_for_others_the_page_does_not_exist(participant, mentor, stranger, moderator, weaving, login, client):
    other = login(stranger)

    assert client.get(address(participant)).status_code == 302
    assert other.get(address(participant)).status_code in (403, 404)
    assert other.post(address(participant, "confirm"), {"level": "2", "evidence": SEEN}).status_code in (403, 404)
    assert login(mentor).get(address(stranger)).status_code == 404
    assert login(moderator).get(address(participant)).status_code == 200
    assert not LevelConfirmation.objects.exists()


def test_the_page_asks_as_much_for_many_skills_as_for_one(
    participant, mentor, weaving, login, assert_queries_do_not_grow
):
    def add() -> None:
        number = Skill.objects.count()
        skill = Skill.objects.create(discipline=weaving.discipline, name=f"Skill {number}", slug=f"skill-{number}")
        SkillLevel.objects.create(skill=skill, number=1, name="First")
        skills.set_own_level(user=participant, skill=skill, level=1, by=participant)
        confirm(participant, skill, mentor, level=1)

    assert_queries_do_not_grow(address(participant), add, client=login(mentor))
