"""The hall of recognition, badges given by hand, and badges to take along."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leaderboard import credentials
from leaderboard.models import BadgeAward
from leaderboard.selectors import recognition
from leaderboard.services import badges
from mentorship.models import Pairing
from portal.accounts.models import User
from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

HALL, AWARD = "/recognition/", "/badges/award/"


def hall() -> str:
    return Client().get(HALL).content.decode()


def give(badge: Any, user: User, by: User, **more: Any) -> BadgeAward:
    return badges.award(badge=badge, user=user, evidence="Carried looms", by=by, now=timezone.now(), **more)


# The hall -------------------------------------------------------------------------------------------------


def test_the_hall_shows_what_its_holders_show(participant, mentor, helper):
    award = give(helper, participant, mentor)
    page = hall()
    assert participant.display_name in page
    assert "Helping hands" in page

    badges.show(award=award, shown=False, by=participant)

    assert participant.display_name not in hall()
    assert "Nobody shows a badge yet" in hall()


def test_a_revoked_badge_leaves_the_hall(participant, mentor, helper):
    award = give(helper, participant, mentor)

    badges.revoke(award=award, reason="By mistake", by=mentor, now=timezone.now())

    assert "Helping hands" not in hall()


def test_a_minor_stands_in_the_hall_only_with_the_consents_to_be_shown(participant, mentor, moderator, helper):
    give(helper, participant, mentor)
    people.set_age_band(user=participant, age_band="16_17", by=moderator)
    assert participant.display_name not in hall()

    for kind in ("publishing", "photos"):
        consents.give_consent(user=participant, kind=kind, by=participant, now=timezone.now())
    assert participant.display_name in hall()

    consents.withdraw_consent(user=participant, kind="publishing", by=participant, now=timezone.now())
    assert participant.display_name not in hall()


def test_the_hall_asks_as_much_for_many_as_for_few(mentor, moderator, helper, client, assert_queries_do_not_grow):
    def more() -> None:
        for _turn in range(4):
            give(helper, cast.person(f"Learner {User.objects.count()}", "participant"), moderator)

    more()
    assert_queries_do_not_grow(HALL, more, client=client)


def test_how_rare_a_badge_is_is_counted_among_those_who_learn(participant, mentor, moderator, helper, weaver):
    for number in range(9):
        cast.person(f"Learner {number}", "participant")
    give(helper, participant, mentor)

    recognition.count_holders([helper, weaver])

    assert (helper.one_in, weaver.one_in) == (User.objects.filter(groups__name="participant").count(), None)
    assert f"1 in {helper.one_in} who learn here has it" in hall()


# By hand --------------------------------------------------------------------------------------------------


def test_why_a_badge_was_given_that_its_holder_hides_is_read_by_who_gave_it_alone(
    participant, mentor, moderator, helper, login
):
    award = give(helper, participant, mentor)
    assert "Carried looms" in login(moderator).get(AWARD).content.decode()

    badges.show(award=award, shown=False, by=participant)

    assert "Carried looms" not in login(moderator).get(AWARD).content.decode()
    assert login(moderator).post(reverse("leaderboard:award_revoke", args=[award.pk])).status_code == 404
    assert "Carried looms" in login(mentor).get(AWARD).content.decode()


def test_a_coordinator_gives_a_badge_to_many_and_they_are_told(
    login, moderator, participant, stranger, helper, django_capture_on_commit_callbacks
):
    browser = login(moderator)
    sent = {"badge": "helper", "people": [participant.handle, stranger.handle], "evidence": "Set up the fair"}

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(AWARD, sent, follow=True)

    assert "2 people have the badge now." in answer.content.decode()
    assert {award.user for award in BadgeAward.objects.standing()} == {participant, stranger}
    assert participant.notices.filter(kind="badge_awarded").exists()
    assert "0 people" in browser.post(AWARD, sent, follow=True).content.decode()


def test_a_mentor_finds_those_whom_they_accompany_and_nobody_else(login, mentor, participant, stranger, helper):
    Pairing.objects.filter(mentor=mentor).exclude(participant=participant).delete()
    browser = login(mentor)
    page = browser.get(AWARD).content.decode()
    assert f'value="{participant.handle}"' in page
    assert f'value="{stranger.handle}"' not in page

    refused = browser.post(AWARD, {"badge": "helper", "people": [stranger.handle], "evidence": "Friend of mine"})

    assert refused.status_code == 200
    assert "errorlist" in refused.content.decode()
    assert not BadgeAward.objects.exists()


def test_nobody_gives_a_badge_to_themselves_or_to_half_of_the_chosen(
    mentor, moderator, participant, stranger, helper
):
    now = timezone.now()
    with pytest.raises(NotAllowed):
        badges.award_several(badge=helper, people=[participant, stranger], evidence="x", by=mentor, now=now)
    with pytest.raises(NotAllowed):
        badges.award(badge=helper, user=moderator, evidence="x", by=moderator, now=now)
    with pytest.raises(badges.TooMany):
        badges.award_several(badge=helper, people=[participant] * 101, evidence="x", by=moderator, now=now)

    assert not BadgeAward.objects.exists()


def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(login, moderator, participant, helper):
    page = login(moderator).post(AWARD, {"people": [participant.handle], "evidence": "   "}).content.decode()

    assert "Say in a few words why." in page
    assert re.search(rf'value="{participant.handle}"[^>]* checked', page)
    for nonsense in ({"cohort": "x"}, {"page": "nine"}):
        assert login(moderator).get(AWARD, nonsense).status_code == 200


def test_who_gave_a_badge_takes_it_away_for_a_reason(login, mentor, moderator, participant, helper):
    award = give(helper, participant, moderator)
    address = reverse("leaderboard:award_revoke", args=[award.pk])
    assert login(mentor).post(address, {"reason": "Mine"}).status_code == 404
    assert "Say in a few words why." in login(moderator).post(address, {"reason": ""}).content.decode()

    login(moderator).post(address, {"reason": "It was another Amina"})

    award.refresh_from_db()
    assert award.revoked_because == "It was another Amina"


def test_the_page_of_giving_asks_as_much_for_many_as_for_few(login, moderator, helper, assert_queries_do_not_grow):
    def more() -> None:
        for _turn in range(4):
            give(helper, cast.person(f"Learner {User.objects.count()}", "participant"), moderator)

    more()
    assert_queries_do_not_grow(AWARD, more, client=login(moderator))


# To take along --------------------------------------------------------------------------------------------


def test_a_badge_is_taken_along_signed_and_its_end_is_known(login, participant, stranger, mentor, helper, client):
    award = give(helper, participant, mentor)
    address = reverse("leaderboard:badge_token", args=["helper"])

    token = login(participant).get(address).content.decode()

    said = credentials.read(token)
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["credentialSubject"]["achievement"]["name"] == "Helping hands"
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == participant.display_name
    assert said["evidence"][0]["narrative"] == "Carried looms"
    assert not credentials.read(token[:-6] + "abcdef")
    assert login(stranger).get(address).status_code == 404

    badges.revoke(award=award, reason="By mistake", by=mentor, now=timezone.now() + timedelta(days=1))

    gone = client.get(reverse("leaderboard:certificates_revoked")).json()["revokedCredential"]
    assert {"id": said["id"], "revoked": True} in gone
    assert login(participant).get(address).status_code == 404
