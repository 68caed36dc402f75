"""Badges and certificates given by many at one moment. PostgreSQL only: SQLite has one writer."""

import pytest
from django.utils import timezone

from leaderboard.models import BadgeAward, Certificate
from leaderboard.services import badges, certificates
from portal.testing import cast
from portal.testing.races import all_at_once, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_badge_that_ten_mentors_give_at_once_is_held_once(participant, helper):
    mentors = [cast.mentor_of(participant, f"Mentor {number}") for number in range(10)]

    def give(by):
        return badges.award(badge=helper, user=participant, evidence="Swept the hall", by=by, now=timezone.now())

    answers = together(*(lambda by=by: give(by) for by in mentors))

    assert len({each.pk for each in answers}) == 1
    assert BadgeAward.objects.count() == 1


def test_a_badge_taken_away_by_ten_presses_is_told_of_once(participant, mentor, helper):
    given = badges.award(badge=helper, user=participant, evidence="Swept", by=mentor, now=timezone.now())

    answers = all_at_once(
        lambda: badges.revoke(award=given, reason="By mistake", by=mentor, now=timezone.now()), 10
    )

    assert len({each.revoked_at for each in answers}) == 1
    assert not BadgeAward.objects.standing().exists()


def test_a_certificate_asked_for_in_ten_windows_is_one(participant, mentor, confirm):
    ground = confirm(participant, mentor)

    answers = all_at_once(lambda: certificates.issue(confirmation=ground, by=participant, now=timezone.now()), 10)

    assert len({each.pk for each in answers}) == 1
    assert Certificate.objects.count() == 1
