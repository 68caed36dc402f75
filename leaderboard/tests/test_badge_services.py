"""Badges: what earns them, who gives them, and how they end."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from leaderboard import signals
from leaderboard.models import Badge, BadgeAward
from leaderboard.services import badges
from mentorship.services import skills
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing import cast


def held(person: Any) -> list[str]:
    return sorted(BadgeAward.objects.standing().filter(user=person).values_list("badge__slug", flat=True))


# Earned --------------------------------------------------------------------------------------------------


def test_a_confirmed_level_earns_its_badge_once(participant, mentor, weaver, confirm):
    ground = confirm(participant, mentor)
    badges.award_earned(user=participant, now=timezone.now())

    award = BadgeAward.objects.get()
    assert (award.badge, award.user, award.confirmation, award.awarded_by) == (weaver, participant, ground, None)


def test_a_higher_level_earns_it_too_and_a_lower_one_does_not(participant, stranger, mentor, weaver, confirm):
    confirm(participant, mentor, level=3)
    confirm(stranger, cast.mentor_of(stranger), level=1)

    assert held(participant) == ["weaver"]
    assert held(stranger) == []


def test_what_a_person_says_of_themselves_earns_nothing(participant, weaver, weaving):
    skills.set_own_level(user=participant, skill=weaving, level=3, by=participant)
    badges.award_earned(user=participant, now=timezone.now())

    assert held(participant) == []


def test_taking_the_word_back_takes_the_badge_and_it_stays_on_record(
    participant, mentor, weaver, confirm, take_back
):
    ground = confirm(participant, mentor)
    take_back(ground, mentor)

    award = BadgeAward.objects.get()
    assert held(participant) == []
    assert award.revoked_at
    assert "no longer confirmed" in award.revoked_because

    confirm(participant, mentor)
    assert held(participant) == ["weaver"]
    assert BadgeAward.objects.count() == 2


def test_another_ground_takes_over(participant, mentor, weaver, confirm, take_back):
    second, third = confirm(participant, mentor), confirm(participant, mentor, level=3)
    take_back(second, mentor)

    award = BadgeAward.objects.get()
    assert (award.revoked_at, award.confirmation) == (None, third)


def test_who_hid_a_badge_finds_it_hidden_when_it_comes_again(participant, mentor, weaver, confirm, take_back):
    ground = confirm(participant, mentor)
    badges.show(award=BadgeAward.objects.get(), shown=False, by=participant)
    take_back(ground, mentor)
    confirm(participant, mentor)

    assert BadgeAward.objects.standing().get().is_hidden


def test_a_badge_that_comes_later_goes_to_whoever_earned_it(
    participant, stranger, mentor, confirm, django_capture_on_commit_callbacks
):
    confirm(participant, mentor)
    criteria = {"skill": "weaving", "level": 2}
    with django_capture_on_commit_callbacks(execute=True):
        badges.define(slug="late", name="Late", description="Comes late.", criteria=criteria)

    assert held(participant) == ["late"]
    assert held(stranger) == []


def test_others_are_told(participant, mentor, weaver, confirm, take_back):
    told: list[Any] = []

    def listen(signal: Any, award: BadgeAward, **_: Any) -> None:
        told.append((signal, award.badge_id))

    signals.badge_awarded.connect(listen)
    signals.badge_revoked.connect(listen)
    try:
        take_back(confirm(participant, mentor), mentor)
    finally:
        signals.badge_awarded.disconnect(listen)
        signals.badge_revoked.disconnect(listen)

    assert told == [(signals.badge_awarded, weaver.pk), (signals.badge_revoked, weaver.pk)]


# Defined -------------------------------------------------------------------------------------------------


def test_defining_again_changes_nothing_or_what_is_new(weaver, weaving):
    same = {"slug": "weaver", "name": "Weaver", "criteria": {"skill": "weaving", "level": 2}}
    before = Badge.objects.get()

    again = badges.define(**same, description="Plans a cloth and weaves it.")
    assert again.updated_at == before.updated_at
    badges.define(**same, description="Weaves.", rarity="rare", motif="thread")

    badge = Badge.objects.get()
    assert (badge.description, badge.rarity, badge.motif, badge.dye) == ("Weaves.", "rare", "thread", before.dye)
    assert badge.earned_by == "A mentor confirms level 2 in Weaving."
    assert badge.criteria == {"skill": "weaving", "level": 2}


@pytest.mark.parametrize(
    "criteria",
    [{"skill": "weaving"}, {"skill": "weaving", "level": 9}, {"skill": "flying", "level": 1}, {"points": 3}],
)
def test_a_badge_is_earned_by_a_level_that_there_is(weaving, criteria):
    with pytest.raises(badges.NoSuchCriteria):
        badges.define(slug="x", name="X", description="X", criteria=criteria)

    assert not Badge.objects.exists()


# Given ---------------------------------------------------------------------------------------------------


def give(badge: Badge, person: Any, by: Any, evidence: str = "Carried the looms") -> BadgeAward:
    return badges.award(badge=badge, user=person, evidence=evidence, by=by, now=timezone.now())


def test_mentors_and_coordinators_give_badges_once(participant, mentor, moderator, helper):
    first, again = give(helper, participant, mentor), give(helper, participant, moderator)

    assert first == again
    assert (first.awarded_by, first.evidence) == (mentor, "Carried the looms")


def test_nobody_else_gives_and_nobody_to_themselves(participant, stranger, moderator, buyer, helper):
    refused = ((stranger, participant), (participant, participant), (buyer, participant), (moderator, moderator))
    for by, to in refused:
        with pytest.raises(NotAllowed):
            give(helper, to, by)

    assert not BadgeAward.objects.exists()


def test_without_a_word_nothing_is_given(participant, mentor, helper):
    with pytest.raises(badges.NoGround):
        give(helper, participant, mentor, evidence=" \n")


def test_who_gave_it_or_a_coordinator_takes_it_away(participant, stranger, mentor, moderator, helper):
    award = give(helper, participant, mentor)
    for by in (participant, stranger):
        with pytest.raises(NotAllowed):
            badges.revoke(award=award, reason="No", by=by, now=timezone.now())
    with pytest.raises(badges.NoGround):
        badges.revoke(award=award, reason=" ", by=moderator, now=timezone.now())

    badges.revoke(award=award, reason="A mix-up", by=moderator, now=timezone.now())

    assert held(participant) == []
    assert BadgeAward.objects.get().revoked_because == "A mix-up"


def test_only_its_holder_hides_a_badge(participant, stranger, mentor, moderator, helper):
    award = give(helper, participant, mentor)

    for by in (stranger, mentor, moderator):
        with pytest.raises(NotAllowed):
            badges.show(award=award, shown=False, by=by)


def test_the_database_holds_one_standing_award_and_a_ground_for_it(participant, mentor, helper):
    award = give(helper, participant, mentor)
    wrong = (
        {"awarded_by": mentor, "evidence": "Again"},
        {"awarded_by": None, "evidence": "By nobody", "revoked_at": timezone.now(), "revoked_because": "x"},
        {"awarded_by": mentor, "evidence": "", "revoked_at": timezone.now(), "revoked_because": "x"},
        {"awarded_by": participant, "evidence": "Me", "revoked_at": timezone.now(), "revoked_because": "x"},
        {"awarded_by": mentor, "evidence": "x", "revoked_at": timezone.now()},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            BadgeAward.objects.create(badge=helper, user=participant, awarded_at=timezone.now(), **values)

    assert BadgeAward.objects.get() == award


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_one_time_award_one_badge(participant, mentor, weaver, confirm):
    BadgeAward.objects.all().delete()
    confirm(participant, mentor)
    BadgeAward.objects.all().delete()
    together, failures = Barrier(8), []

    def race() -> None:
        try:
            together.wait()
            badges.award_earned(user=User.objects.get(pk=participant.pk), now=timezone.now())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert BadgeAward.objects.count() == 1
