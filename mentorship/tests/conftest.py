"""What tests of learning share."""

import pytest

from mentorship.models import Discipline, Skill, SkillLevel, Submission
from mentorship.tests import circles
from mentorship.tests import tasks as make
from portal.accounts.models import User
from portal.testing import uploads


@pytest.fixture
def skill(db: None) -> Skill:
    """Throwing, in three levels."""
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    for number, name in enumerate(("Starts", "Throws", "Teaches"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill


@pytest.fixture
def circle(skill: Skill, participant: User) -> list[User]:
    """Three who learn what the participant learns, and agreed."""
    circles.agree(participant)
    return circles.learners(skill, "Pia Peer", "Pablo Peer", "Petra Peer")


@pytest.fixture
def piece(skill: Skill, participant: User, mentor: User) -> Submission:
    task = make.give(participant, mentor, skill=skill, rubric=make.rubric(skill))
    return make.hand_in(task, files=[uploads.picture()])
