"""The desk of mentors in the CMS: who needs them, walls between mentors, money by consent, cohorts as tables."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.models import Discipline, LevelConfirmation, Pairing, Skill, SkillLevel, Task, UserSkill
from mentorship.selectors import desk
from mentorship.services import cohorts, pairings
from mentorship.tests import stores
from mentorship.tests import tasks as make
from portal.accounts.models import User
from portal.accounts.services import consents
from portal.testing import cast
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db
DESK, THINGS = "/cms/desk/", "/cms/desk/things/"


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def pair(mentor: Any, participant: Any) -> Pairing:
    return pairings.begin(mentor=mentor, participant=participant, by=cast.operator(), now=timezone.now())


@pytest.fixture
def other_mentor(stranger: Any) -> Any:
    """Accompanies `stranger`."""
    return cast.mentor_of(stranger, "Mina Haddad")


def skill(levels: int = 4) -> Skill:
    craft = Discipline.objects.create(slug="clay", name="Clay")
    made = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    for number in range(1, levels + 1):
        SkillLevel.objects.create(skill=made, number=number, name=f"Step {number}")
    return made


# Who needs me now -------------------------------------------------------------------------------------------


def test_somebody_without_a_task_has_no_next_step(participant: Any, mentor: Any, login: Any) -> None:
    page = text_of(login(mentor), DESK)

    assert participant.display_name in page
    assert "No next step" in page
    assert "No next step (1)" in page


def test_a_piece_that_waits_and_a_late_task_are_told(participant: Any, mentor: Any, login: Any) -> None:
    make.hand_in(make.give(participant, mentor))
    late = make.give(participant, mentor, title="Late")
    Task.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=2))

    page = text_of(login(mentor), DESK)

    assert "1 piece waits, handed in today" in page
    assert "1 task is late" in page
    assert "No next step (0)" in page


def test_silence_and_tools_that_should_be_back_are_told(participant: Any, mentor: Any, login: Any) -> None:
    wheel = stores.tool("Wheel", "W1")
    line = stores.hand_out(participant, mentor, (wheel, 1), accepted=True).lines.get()
    type(line).objects.filter(pk=line.pk).update(due_date=timezone.localdate() - timedelta(days=1))
    Pairing.objects.update(started_at=timezone.now() - timedelta(days=20))

    page = text_of(login(mentor), DESK)

    assert "Silent: the last sign came 20 days ago" in page
    assert "1 tool should be back" in page


def test_who_needs_most_comes_first_and_a_reason_narrows(participant: Any, stranger: Any, mentor: Any) -> None:
    calm, now = pair(mentor, stranger), timezone.now()
    make.give(stranger, mentor)
    Pairing.objects.exclude(pk=calm.pk).update(started_at=now - timedelta(days=20))

    people = desk.people(mentor, now=now)

    assert [each.participant for each in desk.needing(people)] == [participant, stranger]
    assert [each.participant for each in desk.needing(people, "idle")] == [participant]
    assert desk.counts(people) == {"all": 2, "waiting": 0, "silent": 1, "overdue": 0, "idle": 1, "tools": 0}


def test_an_unknown_reason_shows_everybody(participant: Any, mentor: Any, login: Any) -> None:
    assert participant.display_name in text_of(login(mentor), f"{DESK}?show=%27--&page=999999999999999999999")


# Walls ------------------------------------------------------------------------------------------------------


def test_a_mentor_meets_nobody_whom_another_accompanies(
    participant: Any, mentor: Any, stranger: Any, other_mentor: Any, login: Any
) -> None:
    for url in (DESK, THINGS, f"{THINGS}?format=csv"):
        page = text_of(login(mentor), url)
        assert participant.display_name in page
        assert stranger.display_name not in page


def test_who_runs_the_chapter_meets_everybody(
    participant: Any, mentor: Any, stranger: Any, other_mentor: Any, moderator: Any, login: Any
) -> None:
    page = text_of(login(moderator), DESK)

    assert participant.display_name in page
    assert stranger.display_name in page
    assert f"accompanied by {other_mentor.display_name}" in page


@pytest.mark.parametrize("who", ["participant", "buyer"])
def test_others_find_no_desk(who: str, request: Any, login: Any) -> None:
    browser = login(request.getfixturevalue(who))

    assert {browser.get(url).status_code for url in (DESK, THINGS, "/cms/desk/cohorts/abc/")} == {404}


def test_somebody_whose_pairing_ended_is_gone(participant: Any, mentor: Any, operator: Any, login: Any) -> None:
    pairings.end(pairing=Pairing.objects.get(), by=operator, now=timezone.now())

    assert participant.display_name not in text_of(login(mentor), DESK)


# Money ------------------------------------------------------------------------------------------------------


def csv_of(client: Client, url: str) -> list[list[str]]:
    answer = client.get(url, {"format": "csv"})
    assert "no-store" in answer.headers["Cache-Control"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_money_is_shown_by_consent_only(participant: Any, mentor: Any, moderator: Any, login: Any) -> None:
    tills.paid(factories.piece(participant, price="25.00"))

    assert csv_of(login(mentor), THINGS)[1][3:6] == ["not shared", "", ""]
    consents.give_consent(user=participant, kind="money", by=participant, now=timezone.now())
    shared = csv_of(login(mentor), THINGS)[1]
    assert shared[:6] == [participant.display_name, "0", "0", "shared", "EUR", "1"]
    assert float(shared[6]) > 0
    assert f"/my/mentees/{participant.handle}/money/" in text_of(login(mentor), DESK)
    assert csv_of(login(moderator), THINGS)[1][3:6] == ["not shared", "", ""]
    consents.withdraw_consent(user=participant, kind="money", by=participant, now=timezone.now())
    assert csv_of(login(mentor), THINGS)[1][3:6] == ["not shared", "", ""]
    assert "/money/" not in text_of(login(mentor), DESK)


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "pdf"])
def test_the_table_is_taken_along(fmt: str, participant: Any, mentor: Any, login: Any) -> None:
    answer = login(mentor).get(THINGS, {"format": fmt})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'supplies-and-sales.{fmt}"')


# Cohorts ----------------------------------------------------------------------------------------------------


def cohort_of(leader: Any, *people: Any) -> Any:
    made = cohorts.begin(name="Autumn makers", led_by=leader, by=leader, submission=uuid4())
    cohorts.add(cohort=made, people=list(people), by=cast.operator(), now=timezone.now())
    return made


def test_a_cohort_is_a_heat_map_with_words(participant: Any, mentor: Any, login: Any) -> None:
    clay = skill()
    LevelConfirmation.objects.create(
        user=participant, skill=clay, level=3, confirmed_by=mentor, confirmed_at=timezone.now()
    )
    made = cohort_of(mentor, participant)

    page = text_of(login(mentor), f"/cms/desk/cohorts/{made.public_id}/")

    assert '<td class="heat-3">3 of 4</td>' in page
    assert "Throwing" in page


def test_a_leader_reads_only_of_whom_they_accompany(
    participant: Any, mentor: Any, stranger: Any, other_mentor: Any, moderator: Any, login: Any
) -> None:
    UserSkill.objects.create(user=stranger, skill=skill(), level=2)
    made = cohort_of(mentor, participant, stranger)
    url = f"/cms/desk/cohorts/{made.public_id}/"

    page = text_of(login(mentor), url)

    assert stranger.display_name not in page
    assert "1 more person is in it" in page
    assert [row[0] for row in csv_of(login(mentor), url)[1:2]] == [participant.display_name]
    assert stranger.display_name not in str(csv_of(login(mentor), url))
    assert "2, not confirmed" in text_of(login(moderator), url)
    assert login(other_mentor).get(url).status_code == 404


def test_a_report_counts_what_the_people_of_a_cohort_did(participant: Any, mentor: Any) -> None:
    made = cohort_of(mentor, participant)
    cohorts.give_task(cohort=made, people=[participant], by=mentor, now=timezone.now(), title="Bowl")
    cohorts.give_task(cohort=made, people=[participant], by=mentor, now=timezone.now(), title="Cup")
    make.hand_in(Task.objects.get(title="Bowl"))
    make.give(participant, mentor, title="Not of the cohort")
    LevelConfirmation.objects.create(
        user=participant, skill=skill(), level=1, confirmed_by=mentor, confirmed_at=timezone.now()
    )

    (row,) = desk.cohort_report(made, mentor, now=timezone.now()).rows

    assert (row[0], *row[2:]) == (participant.display_name, 2, 1, 0, 0, 1)


# Queries ----------------------------------------------------------------------------------------------------


def questions(client: Client, url: str) -> int:
    text_of(client, url)
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        text_of(client, url)
    return len(queries)


def crowd(mentor: Any, number: int) -> None:
    """Let `mentor` accompany `number` more people, each with a task."""
    now = timezone.now()
    begin = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"p{each}@example.org", handle=f"person-{each}", display_name=f"Person {each}")
        for each in range(begin, begin + number)
    )
    Pairing.objects.bulk_create(Pairing(mentor=mentor, participant=each, started_at=now) for each in people)
    Task.objects.bulk_create(Task(participant=each, assigned_by=mentor, title="Bowl") for each in people)


@pytest.mark.parametrize("who", ["mentor", "moderator"])
@pytest.mark.parametrize("url", [DESK, f"{DESK}?show=idle", THINGS])
def test_the_desk_asks_the_same_for_ten_people_and_for_a_thousand(
    who: str, url: str, participant: Any, mentor: Any, request: Any, login: Any
) -> None:
    browser = login(request.getfixturevalue(who))
    crowd(mentor, 9)
    few = questions(browser, url)

    crowd(mentor, 990)

    assert questions(browser, url) == few


def test_a_cohort_asks_the_same_for_two_people_and_for_forty(participant: Any, mentor: Any, login: Any) -> None:
    clay = skill()
    made = cohort_of(mentor, participant)
    browser, url = login(mentor), f"/cms/desk/cohorts/{made.public_id}/"

    def grow(number: int) -> None:
        begin = User.objects.count()
        crowd(mentor, number)
        for person in User.objects.order_by("pk")[begin:]:
            made.members.create(person=person, joined_at=timezone.now())
            UserSkill.objects.create(user=person, skill=clay, level=1)

    grow(2)
    few = questions(browser, url)
    grow(37)

    assert questions(browser, url) == few


def test_one_participant_has_a_timeline_in_the_cms(participant: Any, mentor: Any, login: Any) -> None:
    make.give(participant, mentor, title="Throw nine bowls")

    page = text_of(login(mentor), f"/cms/my_participants/inspect/{Pairing.objects.get().pk}/")

    assert "Throw nine bowls" in page.split("What happened lately")[1]
