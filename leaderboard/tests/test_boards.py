"""Boards: who stands on them, in which order, and what one finds of oneself."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leaderboard.models import BoardChoice, Metric, PastPlace, Period, Standing
from leaderboard.selectors import boards as questions
from leaderboard.services import boards
from mentorship.services import cohorts
from portal.accounts.models import User
from portal.accounts.services import closures, consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

MONTH = Period.MONTH.begins(timezone.localdate())


def stand(user: User, points: int, *, is_shown: bool = True, **more: Any) -> Standing:
    values = {"metric": Metric.TOTAL, "period": Period.MONTH, "begins": MONTH, **more}
    made = Standing.objects.create(user=user, points=points, is_shown=is_shown, **values)
    key = boards.people().values_list("sorted_by", flat=True).get(pk=user.pk)
    Standing.objects.filter(pk=made.pk).update(sorted_by=key)
    return made


def crowd(*points: int) -> list[User]:
    made = [cast.person(f"Learner {number:03}", "participant") for number in range(len(points))]
    for person, each in zip(made, points, strict=True):
        stand(person, each)
    return made


def board(reader: Any, **more: Any) -> questions.Board:
    near_only = more.pop("near_only", False)
    values = {"metric": Metric.TOTAL, "period": Period.MONTH, "begins": MONTH, **more}
    return questions.board(questions.Which(**values), reader, near_only=near_only)


def join(user: User, **more: Any) -> None:
    boards.choose(user=user, by=user, now=timezone.now(), **{"takes_part": True, **more})


def may_show(user: User) -> bool:
    return boards.people().filter(pk=user.pk, may_show=True).exists()


# Order ----------------------------------------------------------------------------------------------------


def test_equal_points_share_a_place_and_stand_by_name(buyer):
    crowd(5, 9, 5, 1)

    assert [(each.place, each.is_tied, each.name[-1], each.points) for each in board(buyer).top] == [
        (1, False, "1", 9),
        (2, True, "0", 5),
        (2, True, "2", 5),
        (4, False, "3", 1),
    ]


def test_who_is_far_below_finds_oneself_between_two_and_two(participant):
    crowd(*range(100, 30, -1))
    stand(participant, 35)

    found = board(participant)

    assert len(found.top) == questions.SHOWN
    assert [each.points for each in found.near] == [37, 36, 35, 35, 34] or [
        each.points for each in found.near
    ] == [36, 35, 35, 34, 33]
    assert found.own is not None
    assert (found.own.place, found.own.is_tied, found.to_next) == (66, True, 1)
    assert sum(each.is_own for each in found.near) == 1


def test_the_first_has_nobody_before_them_and_the_last_nobody_after(participant):
    crowd(3, 2)
    own = stand(participant, 9)
    assert (board(participant).own.place, board(participant).to_next) == (1, 0)

    Standing.objects.filter(pk=own.pk).update(points=1)

    assert (board(participant).own.place, board(participant).to_next) == (3, 1)
    near = board(participant, near_only=True)
    assert ([each.points for each in near.near], near.top) == ([3, 2, 1], [])


@pytest.mark.parametrize("seed", range(12))
def test_who_is_beside_one_is_who_stands_there_on_the_whole_board(seed):
    chance = random.Random(seed)
    people = crowd(*(chance.choice([1, 1, 2, 2, 2, 3, 5, 9]) for _each in range(chance.randint(1, 12))))
    whole = board(people[0]).top

    for reader in people:
        mine = next(at for at, each in enumerate(whole) if each.name == reader.display_name)
        beside = whole[max(mine - questions.NEIGHBOURS, 0) : mine + questions.NEIGHBOURS + 1]
        found = board(reader, near_only=True)
        assert [replace(each, is_own=False) for each in found.near] == [
            replace(each, is_own=False) for each in beside
        ]
        assert found.own == replace(whole[mine], is_own=True)


def test_a_new_name_moves_one_among_equals(buyer, heard):
    first, second = crowd(5, 5)
    join(first)
    assert [each.name for each in board(buyer).top] == [first.display_name, second.display_name]

    with heard():
        people.update_profile(profile=first.profile, by=first, display_name="Zora")
    assert [each.name for each in board(buyer).top] == [second.display_name, "Zora"]


def test_where_one_without_a_name_stands_does_not_tell_the_name(buyer):
    crowd(5, 5)
    hidden = cast.person("Learner 0005", "participant")
    stand(hidden, 5)
    join(hidden, is_nameless=True)

    assert [each.name for each in board(buyer).top] == ["", "Learner 000", "Learner 001"]


def test_whoever_is_hidden_leaves_no_hole(participant, stranger):
    crowd(9, 5)
    stand(stranger, 7, is_shown=False)

    assert [each.place for each in board(participant).top] == [1, 2]
    assert board(stranger).own is None


def test_a_board_of_a_cohort_has_its_people_only(participant, mentor, stranger):
    stand(participant, 3)
    stand(stranger, 9)
    own = cohorts.begin(name="Felt", led_by=mentor, by=mentor, submission=uuid4())
    cohorts.add(cohort=own, people=[participant], by=mentor, now=timezone.now())

    assert [each.name for each in board(participant, cohort=own).top] == [participant.display_name]
    assert board(participant, cohort=own).own.place == 1


# Who stands on them ---------------------------------------------------------------------------------------


def test_nobody_stands_on_a_board_who_did_not_say_so(participant):
    assert not may_show(participant)

    join(participant)

    assert may_show(participant)


@pytest.mark.parametrize("who", ["mentor", "moderator", "operator", "buyer"])
def test_who_teaches_runs_it_or_buys_stands_on_none(who, request):
    person = request.getfixturevalue(who)
    BoardChoice.objects.create(user=person, takes_part=True)

    assert not may_show(person)


def test_a_site_may_begin_with_everybody_but_minors(participant, stranger, moderator, settings):
    settings.BOARDS_OPT_OUT = True
    people.set_age_band(user=stranger, age_band="16_17", by=moderator)
    assert (may_show(participant), may_show(stranger)) == (True, False)

    boards.choose(user=participant, by=participant, takes_part=False, now=timezone.now())

    assert not may_show(participant)


def test_a_minor_stands_there_only_with_the_consent_to_be_shown(participant, moderator, heard):
    people.set_age_band(user=participant, age_band="16_17", by=moderator)
    join(participant)
    stand(participant, 4)
    assert not may_show(participant)

    with heard():
        consents.give_consent(user=participant, kind="publishing", by=participant, now=timezone.now())
    assert board(participant).own is not None

    with heard():
        consents.withdraw_consent(user=participant, kind="publishing", by=participant, now=timezone.now())
    assert board(participant).own is None


def test_leaving_counts_at_once_and_coming_back_takes_three_days(participant):
    join(participant)
    stand(participant, 4)
    now = timezone.now()

    boards.choose(user=participant, by=participant, takes_part=False, now=now)

    assert board(participant).own is None
    with pytest.raises(boards.TooSoon):
        boards.choose(user=participant, by=participant, takes_part=True, now=now + timedelta(days=2, hours=23))
    boards.choose(user=participant, by=participant, takes_part=True, now=now + timedelta(days=3))
    assert board(participant).own is not None


def test_nobody_chooses_for_others(participant, mentor, buyer):
    with pytest.raises(NotAllowed):
        boards.choose(user=participant, by=mentor, takes_part=True, now=timezone.now())
    with pytest.raises(NotAllowed):
        join(buyer)


def test_a_closed_account_leaves_the_board(participant, django_capture_on_commit_callbacks):
    join(participant)
    stand(participant, 4)
    with django_capture_on_commit_callbacks(execute=True):
        closures.begin(user=participant, by=participant, now=timezone.now())

    assert not Standing.objects.filter(is_shown=True).exists()


def test_without_a_name_others_read_somebody(participant, stranger):
    join(participant, is_nameless=True)
    stand(participant, 4)

    assert [each.name for each in board(stranger).top] == [""]
    assert [each.name for each in board(participant).top] == [participant.display_name]


# Pages ----------------------------------------------------------------------------------------------------


def test_the_address_says_which_board_and_nonsense_is_passed_over(client, participant):
    stand(participant, 4)
    client.force_login(participant)
    address = reverse("leaderboard:board")

    page = client.get(address, {"metric": "total", "period": "month"}).content.decode()
    assert "You are number 1, with 4 points." in page
    for nonsense in ("?metric=money", "?period=x", "?cohort=x", "?skill=" + "x" * 5000):
        assert client.get(address + nonsense).status_code == 200
    assert "Nobody stands here yet" in client.get(address, {"skill": "no-such"}).content.decode()


def test_one_chooses_on_ones_page_and_is_told_when_it_is_too_soon(client, participant, buyer):
    client.force_login(participant)
    address = reverse("leaderboard:my_points")
    client.post(address, {"takes_part": "on", "near_only": "on"})
    assert may_show(participant)
    client.post(address, {})

    refused = client.post(address, {"takes_part": "on", "is_nameless": "on"})

    assert "three days after leaving" in refused.content.decode()
    client.force_login(buyer)
    assert client.get(address).status_code in (403, 404)


def test_an_open_page_asks_for_places_only_and_gets_nothing_while_none_changes(client, participant, stranger):
    stand(participant, 4)
    client.force_login(participant)
    address = reverse("leaderboard:board")
    tag = re.search(r'data-standings="([^"]+)"', client.get(address).content.decode())[1].replace("&quot;", '"')
    ask = {"query_params": {"part": "1"}, "headers": {"if-none-match": tag}}

    assert client.get(address, **ask).status_code == 304
    stand(stranger, 9)
    changed = client.get(address, **ask)

    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert "You are number 2, with 4 points." in changed.content.decode()
    assert "<html" not in changed.content.decode()
    assert client.get(address, query_params={"part": "1", "metric": "helping"}, headers={}).status_code == 200


def test_past_boards_show_who_still_stands_on_boards(client, participant, stranger):
    join(participant)
    for place, each in enumerate((stranger, participant), start=1):
        PastPlace.objects.create(
            user=each, place=place, points=9, metric="total", period="month", begins="2026-01-01"
        )
    client.force_login(participant)
    address = reverse("leaderboard:past_boards")

    page = client.get(address).content.decode()
    assert participant.display_name in page
    assert f'row" class="break-words">{stranger.display_name}' not in page
    assert client.get(address, {"of": "month-2020-01-01"}).status_code == 404


def test_a_board_asks_three_times_whatever_its_size(participant):
    stand(participant, 1)
    crowd(*range(2, 9))
    asked = []
    for _turn in range(3):
        with CaptureQueriesContext(connection) as seen:
            board(participant)
        asked.append(len(seen))
        for number in range(60):
            stand(cast.person(f"More {number}", "participant"), 9 + number)

    assert asked[0] == 1  # who stands among the first is there already
    assert asked[1] == asked[2] <= 3


def test_far_back_a_place_is_counted_once_in_half_a_minute(participant, monkeypatch):
    monkeypatch.setattr(questions, "COUNTED", 3)
    stand(participant, 1)
    crowd(*range(2, 9))
    assert board(participant, near_only=True).own.place == 8
    stand(cast.person("Newest", "participant"), 9)
    assert board(participant, near_only=True).own.place == 8

    cache.clear()

    assert board(participant, near_only=True).own.place == 9


def test_pages_ask_no_more_for_more_rows(client, participant, assert_queries_do_not_grow):
    stand(participant, 1)
    client.force_login(participant)
    assert_queries_do_not_grow(reverse("leaderboard:board"), lambda: crowd(4, 5), client=client)
