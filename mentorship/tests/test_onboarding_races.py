"""One prospect onboarded from several windows at once. PostgreSQL only."""

import pytest
from django.utils import timezone

from mentorship.models import Discipline, Pairing, Prospect, Skill, SkillLevel
from mentorship.services import mentor_profiles, onboarding, pairings, prospects
from portal.accounts.models import Invitation, User
from portal.testing import cast
from portal.testing.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def prospect_of(mentor, name):
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill, _new = Skill.objects.get_or_create(slug="throwing", defaults={"name": "Throwing", "discipline": craft})
    SkillLevel.objects.get_or_create(skill=skill, number=1, defaults={"name": "Starts"})
    words = {"name": name, "email": f"{name.lower()}@example.org", "consent_how": "spoken"}
    noted = prospects.create(by=mentor, now=timezone.now(), **words)
    prospects.assess(prospect=noted, skill=skill, level=1, evidence="Saw it", by=mentor, now=timezone.now())
    return noted


def onboard(prospect, by):
    return onboarding.onboard(
        prospect=prospect, email=prospect.email, display_name=prospect.name, by=by, now=timezone.now()
    )


def test_eight_windows_make_one_account():
    mentor = cast.person("Maria Lindqvist", "mentor")
    nadia = prospect_of(mentor, "Nadia")

    answers = all_at_once(lambda: onboard(nadia, User.objects.get(pk=mentor.pk)), 8)

    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, onboarding.AlreadyOnboarded) for answer in answers) == 7
    assert User.objects.filter(email="nadia@example.org").count() == 1
    assert Invitation.objects.count() == 1


def test_the_last_place_goes_to_one_of_six():
    mentor = cast.person("Maria Lindqvist", "mentor")
    mentor_profiles.update(by=mentor, now=timezone.now(), capacity=1)
    those = [prospect_of(mentor, name) for name in ("Ann", "Ola", "Per", "Kim", "Eva", "Ina")]

    answers = all_at_once(lambda: onboard(those.pop(), User.objects.get(pk=mentor.pk)), 6)

    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, pairings.Full) for answer in answers) == 5
    assert Pairing.objects.current().filter(mentor=mentor).count() == 1
    assert Prospect.objects.filter(stage="onboarded").count() == 1
    assert (
        User.objects.filter(
            email__in=[f"{n}@example.org" for n in ("ann", "ola", "per", "kim", "eva", "ina")]
        ).count()
        == 1
    )
