import pytest

from mentorship.models import Discipline, Skill, SkillLevel
from mentorship.services import skills
from portal.core.exceptions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def weaving():
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    SkillLevel.objects.create(skill=skill, number=1, name="Plain weave")
    return skill


def test_somebody_names_a_skill_and_grows(participant, weaving):
    skills.set_own_level(user=participant, skill=weaving, level=0, by=participant)
    skills.set_own_level(user=participant, skill=weaving, level=1, by=participant)

    assert participant.user_skills.get().level == 1


def test_a_level_must_exist(participant, weaving):
    with pytest.raises(skills.UnknownLevel):
        skills.set_own_level(user=participant, skill=weaving, level=2, by=participant)


def test_nobody_sets_the_level_of_others(participant, mentor, operator, weaving):
    for person in (mentor, operator):
        with pytest.raises(NotAllowed):
            skills.set_own_level(user=participant, skill=weaving, level=0, by=person)
        with pytest.raises(NotAllowed):
            skills.remove_own(user=participant, skill=weaving, by=person)


def test_the_number_of_skills_is_bounded(participant, weaving, monkeypatch):
    monkeypatch.setattr(skills, "MAX_SKILLS", 0)

    with pytest.raises(skills.TooManySkills):
        skills.set_own_level(user=participant, skill=weaving, level=0, by=participant)


def test_a_forgotten_skill_may_be_forgotten_twice(participant, weaving):
    skills.set_own_level(user=participant, skill=weaving, level=0, by=participant)

    skills.remove_own(user=participant, skill=weaving, by=participant)
    skills.remove_own(user=participant, skill=weaving, by=participant)

    assert not participant.user_skills.exists()
