"""Badges where people meet them: the portfolio, one's own space, the CMS, and what machines read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms_pages.export import statements
from leaderboard import drawing
from leaderboard.models import Badge, BadgeAward
from leaderboard.services import badges
from mentorship.services import skills

OWN = "/my/badges/"


def portfolio(person: Any) -> str:
    return Client().get(f"/people/{person.handle}/").content.decode()


def facts(page: str) -> dict[str, Any]:
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    [profile] = [each for each in json.loads(script)["@graph"] if each["@type"] == "ProfilePage"]
    return dict(profile["mainEntity"])


def test_a_badge_stands_on_the_portfolio_with_its_ground(participant, mentor, weaver, confirm):
    assert 'id="badges"' not in portfolio(participant)

    confirm(participant, mentor)

    page = portfolio(participant)
    assert "Weaver" in page
    assert "Plans a cloth and weaves it." in page
    assert re.search(r"Confirmed by Maria Lindqvist, [^:]+: Own patterns", page)
    assert 'class="patch tone-' in page


def test_machines_read_it_and_exports_sign_it(participant, mentor, weaver, helper, confirm):
    confirm(participant, mentor)
    badges.award(badge=helper, user=participant, evidence="Carried looms", by=mentor, now=timezone.now())

    named = [each["name"] for each in facts(portfolio(participant))["hasCredential"]]
    signed = [each.signed for each in statements.of(participant)]

    assert named == ["Helping hands", "Weaver"]
    [given] = [each for each in signed if "holds the badge “Helping hands”" in each]
    assert f"By Maria Lindqvist (@{mentor.handle}): Carried looms" in given
    assert statements.check(given)
    assert any("Because Maria Lindqvist" in each and "level 2 in Weaving" in each for each in signed)


def test_its_holder_hides_it_from_everybody_and_shows_it_again(participant, mentor, weaver, confirm, login):
    confirm(participant, mentor)
    browser = login(participant)
    assert "Everybody sees it" in browser.get(OWN).content.decode()

    browser.post(OWN, {"badge": "weaver", "action": "hide"})

    page = portfolio(participant)
    assert "Weaver" not in page
    assert "hasCredential" not in facts(page)
    assert not any("Weaver" in each.text for each in statements.of(participant))
    assert "Only you see it" in browser.get(OWN).content.decode()

    browser.post(OWN, {"badge": "weaver", "action": "show"})
    assert "Weaver" in portfolio(participant)


def test_nobody_hides_anothers_badge_by_its_name(participant, stranger, mentor, weaver, confirm, login):
    confirm(participant, mentor)

    for name in ("weaver", "no-such-badge", "", "\0"):
        assert login(stranger).post(OWN, {"badge": name, "action": "hide"}).status_code == 404
    assert Client().post(OWN, {"badge": "weaver"}).status_code == 302
    assert not BadgeAward.objects.get().is_hidden


def test_a_revoked_badge_is_nowhere(participant, mentor, weaver, confirm, take_back, login):
    take_back(confirm(participant, mentor), mentor)

    assert "Weaver" not in portfolio(participant)
    assert "Weaver" not in login(participant).get(OWN).content.decode().partition("Within reach")[0]


def test_what_is_within_reach_is_shown(participant, weaver, helper, weaving, login):
    skills.set_own_level(user=participant, skill=weaving, level=0, by=participant)

    page = login(participant).get(OWN).content.decode()

    assert "No badges yet" in page
    assert "A mentor confirms level 2 in Weaving." in page
    assert "Helping hands" not in page


def test_words_of_people_stay_words(participant, mentor, helper):
    badges.award(badge=helper, user=participant, evidence="<script>x</script>", by=mentor, now=timezone.now())

    page = portfolio(participant)
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_pages_ask_as_much_for_many_badges_as_for_one(participant, mentor, login, assert_queries_do_not_grow):
    def add_row() -> None:
        number = Badge.objects.count()
        one = badges.define(slug=f"b-{number}", name=f"Badge {number}", description="One of many.", criteria={})
        badges.award(badge=one, user=participant, evidence="?", by=mentor, now=timezone.now())

    assert_queries_do_not_grow(OWN, add_row, client=login(participant))
    assert_queries_do_not_grow(f"/people/{participant.handle}/", add_row)


def test_many_badges_are_on_pages(participant, mentor, login):
    for number in range(30):
        one = badges.define(slug=f"b-{number}", name=f"Badge {number}", description="One of many.", criteria={})
        badges.award(badge=one, user=participant, evidence="?", by=mentor, now=timezone.now())

    browser = login(participant)
    assert browser.get(OWN).content.decode().count('name="badge"') == 24
    assert browser.get(OWN, {"page": "2"}).content.decode().count('name="badge"') == 6


@pytest.mark.parametrize("shape", Badge.Shape.values)
@pytest.mark.parametrize("rarity", Badge.Rarity.values)
def test_every_look_is_drawn(shape, rarity):
    drawn = {drawing.picture(Badge(shape=shape, rarity=rarity, motif=motif)) for motif in Badge.Motif.values}

    assert len(drawn) == len(Badge.Motif.values)
    for each in drawn:
        assert "NaN" not in each
        assert "style=" not in each, "the policy of our pages refuses it"


# The CMS -------------------------------------------------------------------------------------------------

FORM = {
    "name": "Master",
    "slug": "master",
    "description": "Knows the loom by heart.",
    "earned_by": "A mentor confirms the third level in weaving.",
    "rarity": "rare",
    "shape": "flower",
    "motif": "thread",
    "dye": "madder",
}
LIST = "/cms/leaderboard_badge/"


def test_a_coordinator_makes_a_badge_and_whoever_earned_it_has_it(
    participant, mentor, moderator, weaving, confirm, login, django_capture_on_commit_callbacks
):
    confirm(participant, mentor, level=3)
    browser = login(moderator)
    assert "Badges" in browser.get("/cms/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"{LIST}new/", {**FORM, "skill": weaving.pk, "level": "3"})

    assert answer.status_code == 302
    assert BadgeAward.objects.get(user=participant).badge.slug == "master"
    assert "Master" in browser.get(LIST).content.decode()


def test_what_makes_no_sense_is_told_beside_the_field(moderator, weaving, weaver, login):
    browser = login(moderator)

    alone = browser.post(f"{LIST}new/", {**FORM, "skill": weaving.pk, "level": ""}).content.decode()
    too_high = browser.post(f"{LIST}new/", {**FORM, "skill": weaving.pk, "level": "9"}).content.decode()
    taken = browser.post(f"{LIST}new/", {**FORM, "slug": "weaver"}).content.decode()

    assert "A skill and a level belong together" in alone
    assert "Weaving has no such level." in too_high
    assert "already exists" in taken
    assert "Knows the loom by heart." in taken, "what was typed is kept"
    assert Badge.objects.count() == 1


def test_a_badge_that_somebody_holds_is_not_deleted(participant, mentor, moderator, weaver, confirm, login):
    confirm(participant, mentor)
    browser = login(moderator)

    answer = browser.post(f"{LIST}delete/{weaver.pk}/", follow=True)

    assert "“Weaver” is in use, so it cannot be deleted." in answer.content.decode()
    assert Badge.objects.filter(pk=weaver.pk).exists()
    assert BadgeAward.objects.standing().count() == 1


def test_nobody_else_edits_badges(participant, mentor, buyer, weaver, login):
    for person in (participant, mentor, buyer):
        for url in (LIST, f"{LIST}new/", f"{LIST}edit/{weaver.pk}/"):
            assert login(person).get(url).status_code in (302, 403, 404), (person, url)
