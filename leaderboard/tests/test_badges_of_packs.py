"""A craft that is loaded brings its badges, and whoever has reached the level holds them."""

from typing import Any

import pytest
from django.utils import timezone

from leaderboard.models import Badge, BadgeAward
from mentorship.models import Skill
from mentorship.packs import schema
from mentorship.services import confirmations, packs, skills
from portal.testing import felting

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(django_capture_on_commit_callbacks: Any) -> Any:
    def loaded(**values: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            packs.load(pack=felting.pack(**values), by=None, now=timezone.now())

    return loaded


def test_a_pack_brings_its_badges_and_a_new_version_changes_them(load):
    load(badges=[felting.badge(rarity="rare", motif="thread")])
    badge = Badge.objects.get()
    assert (badge.skill.slug, badge.level, badge.rarity, badge.motif) == ("wet-felting", 1, "rare", "thread")

    load(version="1.1.0", badges=[felting.badge(name="First wool")])

    assert Badge.objects.get().name == "First wool"


def test_who_has_reached_the_level_holds_the_badge(load, participant, mentor, django_capture_on_commit_callbacks):
    load(badges=[])
    skill = Skill.objects.get(slug="wet-felting")
    skills.set_own_level(user=participant, skill=skill, level=1, by=participant)
    told = {"user": participant, "skill": skill, "level": 1, "evidence": "Seen.", "by": mentor}
    with django_capture_on_commit_callbacks(execute=True):
        confirmations.confirm(**told, now=timezone.now())

    load(version="1.1.0")

    assert BadgeAward.objects.get().user == participant


def test_packs_know_the_looks_that_there_are():
    known = schema.whole()["$defs"]["badge"]["properties"]

    for name, choices in (
        ("rarity", Badge.Rarity),
        ("shape", Badge.Shape),
        ("motif", Badge.Motif),
        ("dye", Badge.Dye),
    ):
        assert known[name]["enum"] == choices.values
