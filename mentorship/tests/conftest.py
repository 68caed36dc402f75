"""What tests of learning share."""

import pytest

from mentorship.models import Discipline, Skill, SkillLevel


@pytest.fixture
def skill(db: None) -> Skill:
    """Throwing, in three levels."""
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    for number, name in enumerate(("Starts", "Throws", "Teaches"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill
