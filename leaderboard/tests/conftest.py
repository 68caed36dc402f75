"""A skill, what it earns, and mentors who vouch for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from leaderboard.models import Badge
from leaderboard.services import badges
from mentorship.models import Discipline, LevelConfirmation, Skill, SkillLevel
from mentorship.services import confirmations, skills


@pytest.fixture
def weaving(db: None) -> Skill:
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    for number, name in enumerate(("Plain weave", "Own patterns", "Master"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill


@pytest.fixture
def weaver(weaving: Skill) -> Badge:
    """Earned by the second level in weaving."""
    words = {"name": "Weaver", "description": "Plans a cloth and weaves it."}
    return badges.define(slug="weaver", criteria={"skill": "weaving", "level": 2}, **words)


@pytest.fixture
def helper(db: None) -> Badge:
    """Given by people."""
    return badges.define(slug="helper", name="Helping hands", description="Helps unasked.", criteria={})


@pytest.fixture
def confirm(weaving: Skill, django_capture_on_commit_callbacks: Any) -> Callable[..., LevelConfirmation]:
    """`confirm(person, mentor, level)` lets a mentor vouch, and everybody who listens hear of it."""

    def vouch(person: Any, by: Any, level: int = 2) -> LevelConfirmation:
        skills.set_own_level(user=person, skill=weaving, level=level, by=person)
        said = {"evidence": "I saw the red rug grow", "by": by, "now": timezone.now()}
        with django_capture_on_commit_callbacks(execute=True):
            return confirmations.confirm(user=person, skill=weaving, level=level, **said)

    return vouch


@pytest.fixture
def take_back(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    def unsay(confirmation: LevelConfirmation, by: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            confirmations.take_back(confirmation=confirmation, by=by, now=timezone.now())

    return unsay


@pytest.fixture
def heard(django_capture_on_commit_callbacks: Any) -> Any:
    """Let everybody who listens hear of what happens inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
