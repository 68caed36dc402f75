"""Points: what earns them, what takes them away, and that nobody wins by tricks."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.models import Metric, PastPlace, Period, PointEntry, Standing
from leaderboard.rules import BY_NAME, RULES, Source
from leaderboard.services import boards, points
from mentorship.models import JournalEntry, PeerReview, PeerRound, Project
from mentorship.services import confirmations, journals, peers, projects, submissions
from mentorship.tests import tasks as make
from portal.accounts.models import Closure, User
from portal.accounts.services import closures
from portal.core import privacy
from portal.core.append_only import HistoryIsFixed
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db


def total(user: User, period: str = "all", metric: str = "total", skill: str = "") -> int:
    rows = Standing.objects.filter(user=user, period=period, metric=metric, skill=skill)
    return sum(rows.values_list("points", flat=True))


def diary(owner: User, at: datetime, visibility: str = "mentor") -> JournalEntry:
    entry = journals.write(
        owner=owner, by=owner, text="Wove.", happened_on=at.date(), now=at, visibility=visibility
    )
    JournalEntry.objects.filter(pk=entry.pk).update(created_at=at)
    return JournalEntry.objects.get(pk=entry.pk)


def settle(rule: str, user: User, month: date | None = None) -> int:
    return points.settle(rule=BY_NAME[rule], user_id=user.pk, month=month, now=timezone.now())


# What earns them ------------------------------------------------------------------------------------------


def test_a_piece_an_approval_and_a_level_earn_points_and_a_level_taken_back_loses_them(
    participant, mentor, weaving, confirm, take_back, heard
):
    with heard():
        task = make.give(participant, mentor, skill=weaving)
        piece = make.hand_in(task)
        make.decide(piece, mentor, "approved")
    assert (total(participant), total(participant, metric="improvement")) == (13, 10)
    assert total(participant, skill="weaving") == 13
    said = confirm(participant, mentor)
    assert total(participant, "week") == 38

    take_back(said, mentor)

    assert total(participant) == 13
    assert list(PointEntry.objects.order_by("number").values_list("points", flat=True)) == [3, 10, 25, -25]


def test_a_work_earns_while_everybody_sees_it_and_once_however_often_it_is_shown(participant, heard):
    with heard():
        work = projects.create(
            owner=participant, by=participant, title="Rug", media_type="object", visibility="public"
        )
    for visibility in ("private", "public", "private", "public"):
        with heard():
            projects.change_visibility(project=work, visibility=visibility, by=participant)
    assert total(participant) == 5

    with heard():
        projects.delete_project(project=Project.objects.get(pk=work.pk), by=participant)

    assert total(participant) == 0
    assert not Standing.objects.filter(user=participant).exists()


def test_a_piece_taken_back_and_handed_in_again_and_again_earns_once(participant, mentor, heard):
    task = make.give(participant, mentor)
    for _turn in range(4):
        with heard():
            make.hand_in(task)
        with heard():
            submissions.take_back(task=task, by=participant)
    assert total(participant) == 0

    with heard():
        make.hand_in(task)

    assert total(participant) == 3


def test_a_day_has_an_end(participant, mentor, heard):
    with heard():
        for number in range(6):
            make.hand_in(make.give(participant, mentor, title=f"Bowl {number}"))

    assert total(participant) == 9


def test_a_day_is_the_sites_whatever_the_clock_of_somebody_says(participant, settings):
    settings.TIME_ZONE = "Europe/Lisbon"
    with timezone.override("Europe/Lisbon"):
        for hour in (23, 24 + 1):  # UTC; one day in Lisbon's winter, two in Auckland
            diary(participant, datetime(2026, 1, 10, tzinfo=UTC) + timedelta(hours=hour))

        settle("diary_shared", participant, date(2026, 1, 1))

        assert list(PointEntry.objects.values_list("day", flat=True)) == [date(2026, 1, 10), date(2026, 1, 11)]


def test_a_diary_that_is_private_earns_nothing(participant):
    diary(participant, timezone.now(), "private")

    assert settle("diary_shared", participant) == 0


def test_help_to_the_same_person_counts_twice_a_month():
    rule = BY_NAME["peer_review"]
    begins = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def source(key: int, after: int, other: int) -> Source:
        at = begins + timedelta(days=after)
        return Source(key, 1, at, at.date(), "", other)

    same = [source(number, number, 7) for number in range(5)]
    others = [source(10 + number, number, 20 + number) for number in range(3)]
    in_april = source(30, 40, 7)

    assert [each.key for each in rule.counted([*same, *others, in_april])] == [0, 10, 1, 11, 12, 30]


def test_a_useful_look_at_a_peers_piece_earns_until_it_is_set_aside(participant, stranger, mentor, heard):
    piece = make.hand_in(make.give(participant, mentor))
    opened = PeerRound.objects.create(submission=piece, opened_by=mentor)
    review = PeerReview.objects.create(
        round=opened, reviewer=stranger, status="given", given_at=timezone.now(), noticed="Calm", tried="More"
    )
    assert total(stranger) == 0
    with heard():
        peers.rate(review=review, usefulness="yes", by=participant)
    assert (total(stranger), total(stranger, metric="helping")) == (8, 8)

    with heard():
        peers.appeal(review=review, reason="It mocks me.", by=participant, now=timezone.now())
        peers.decide(review=review, is_kept=False, by=mentor)

    assert total(stranger) == 0


# The same again, at once, and many ------------------------------------------------------------------------


def test_the_same_fact_told_again_changes_nothing_and_asks_twice(participant):
    diary(participant, timezone.now())
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as seen:
        assert settle("diary_shared", participant, today) == 1
    assert _kinds(seen) == ["SELECT", "SELECT", ADDED, "INSERT"]

    with CaptureQueriesContext(connection) as seen:
        assert [settle("diary_shared", participant, today) for _turn in range(3)] == [0, 0, 0]

    assert _kinds(seen) == ["SELECT", "SELECT"] * 3
    assert PointEntry.objects.count() == 1


def test_a_loss_asks_no_more_than_an_award_and_twice_more_when_it_empties_a_board(participant):
    today, now = timezone.localdate(), timezone.now()
    last, only = diary(participant, now), diary(participant, now - timedelta(days=400))
    settle("diary_shared", participant)
    hidden = JournalEntry.objects.filter(pk__in=[only.pk])
    hidden.update(visibility="private")
    with CaptureQueriesContext(connection) as seen:
        assert settle("diary_shared", participant, (now - timedelta(days=400)).date()) == 1
    assert _kinds(seen) == ["SELECT", "SELECT", ADDED, "INSERT"]

    JournalEntry.objects.filter(pk=last.pk).update(visibility="private")
    with CaptureQueriesContext(connection) as seen:
        assert settle("diary_shared", participant, today) == 1

    assert _kinds(seen) == ["SELECT", "SELECT", ADDED, "SELECT", "DELETE"]
    assert not Standing.objects.filter(user=participant).exists()


#: How entries are added, see `portal.core.bulk`.
ADDED = "COPY" if connection.vendor == "postgresql" else "INSERT"
#: What frames a transaction and asks nothing.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def _kinds(seen: Any) -> list[str]:
    """The first word of each query but for the frames of transactions."""
    words = [each["sql"].removeprefix("1 times: ").split()[0] for each in seen]
    return [word for word in words if word not in FRAMES]


def test_two_entries_never_have_one_number(participant):
    row: dict[str, Any] = {"user": participant, "number": 1, "rule": "x", "source": 1, "points": 1}
    PointEntry.objects.create(**row, day=timezone.localdate(), created_at=timezone.now())
    with pytest.raises(IntegrityError):
        PointEntry.objects.create(**row, day=timezone.localdate(), created_at=timezone.now())


def test_an_entry_is_never_changed_and_goes_with_its_person(participant):
    row: dict[str, Any] = {"user": participant, "number": 1, "rule": "x", "source": 1, "points": 1}
    entry = PointEntry.objects.create(**row, day=timezone.localdate(), created_at=timezone.now())
    entry.points = 100

    with pytest.raises(HistoryIsFixed):
        entry.save()
    with pytest.raises(HistoryIsFixed):
        PointEntry.objects.filter(pk=entry.pk).update(points=100)
    with pytest.raises(HistoryIsFixed):
        PointEntry.objects.bulk_update([entry], ["points"])
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE leaderboard_pointentry SET points = 100")
    assert PointEntry.objects.get().points == 1

    PointEntry.objects.filter(user=participant).delete()
    assert not PointEntry.objects.exists()


def test_what_a_signal_missed_the_night_puts_right(participant, mentor):
    make.hand_in(make.give(participant, mentor))
    diary(participant, timezone.now())
    assert total(participant) == 0  # nobody listened

    assert points.rebuild(now=timezone.now())["entries"] == 2
    assert total(participant) == 4
    Standing.objects.update(points=999)
    PointEntry.objects.create(
        user=participant,
        number=99,
        rule="project_published",
        source=7,
        points=5,
        day=timezone.localdate(),
        created_at=timezone.now(),
    )
    points.rebuild(now=timezone.now())

    assert total(participant) == 4
    assert points.rebuild(now=timezone.now()) == {"entries": 0, "standings": 0}


def test_the_rebuild_asks_no_more_for_more_people(mentor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            points.rebuild(now=timezone.now())
        return len(_kinds(seen))

    diary(cast.person("Learner 0", "participant"), timezone.now())
    points.rebuild(now=timezone.now())
    few = asked()
    for number in range(1, 12):
        diary(cast.person(f"Learner {number}", "participant"), timezone.now())
    points.rebuild(now=timezone.now())

    assert asked() == few


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "hide", "show", "delete", "join", "leave", "close", "reopen"]),
        st.integers(0, 2),
        st.integers(0, 40),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_standings_are_what_the_entries_and_the_sources_come_to(steps, participant, stranger, mentor, heard):
    """After any steps, settled one by one, a rebuild finds nothing to put right, nor whom boards do not show."""
    for closed in Closure.objects.select_related("person"):
        with heard():
            closures.undo(user=closed.person, by=closed.person, now=timezone.now())
    JournalEntry.objects.all().delete()
    PointEntry.objects.all().delete()
    Standing.objects.all().delete()
    people, begun = [participant, stranger, mentor], timezone.now() - timedelta(days=41)
    now = timezone.now()
    for step, who, day in steps:
        person = people[who]
        entries = JournalEntry.objects.filter(owner=person)
        if step == "write":
            at = begun + timedelta(days=day)
            made = JournalEntry.objects.create(
                owner=person, text="Wove.", happened_on=at.date(), spoken_at=at, visibility="mentor"
            )
            JournalEntry.objects.filter(pk=made.pk).update(created_at=at)
        elif step in ("hide", "show"):
            entries.filter(pk__in=entries.order_by("pk").values("pk")[day : day + 1]).update(
                visibility="private" if step == "hide" else "mentor"
            )
        elif step == "delete":
            entries.filter(pk__in=list(entries.order_by("pk").values_list("pk", flat=True)[:1])).delete()
        elif step in ("close", "reopen"):
            with heard(), contextlib.suppress(closures.NotClosing):
                (closures.begin if step == "close" else closures.undo)(user=person, by=person, now=now)
        elif person != mentor:
            with contextlib.suppress(boards.TooSoon):
                boards.choose(user=person, by=person, takes_part=step == "join", now=now)
        settle("diary_shared", person)

    assert points.rebuild(now=now) == {"entries": 0, "standings": 0}
    for person in people:
        days = (
            JournalEntry.objects.filter(owner=person)
            .exclude(visibility="private")
            .values_list("created_at", flat=True)
        )
        assert total(person) == len({timezone.localtime(each).date() for each in days})


def test_a_ring_of_friends_lifts_each_other_twice_a_month_and_the_log_says_so(
    participant, stranger, moderator, caplog
):
    caplog.set_level("INFO", logger="leaderboard")
    friends = (participant, stranger)
    for number in range(5):
        for maker, friend in (friends, friends[::-1]):
            piece = make.hand_in(make.give(maker, moderator, title=f"Bowl {number}"))
            opened = PeerRound.objects.create(submission=piece, opened_by=moderator)
            said = {"status": "given", "noticed": "Calm", "tried": "More", "usefulness": "yes"}
            PeerReview.objects.create(
                round=opened, reviewer=friend, given_at=timezone.now() + timedelta(minutes=number), **said
            )

    for friend in friends:
        settle("peer_review", friend)
        assert total(friend, metric="helping") == 2 * BY_NAME["peer_review"].points
    assert f"Points of person {stranger.pk} by peer_review: 3 beyond what counts" in caplog.text


def test_nobody_earns_by_what_they_say_of_themselves(mentor, operator, weaving):
    mentor.groups.add(Group.objects.get(name="participant"))
    mentor.forget_roles()
    with pytest.raises(NotAllowed):
        make.give(mentor, mentor)
    with pytest.raises(NotAllowed):
        confirmations.confirm(user=mentor, skill=weaving, level=1, evidence="I can", by=mentor, now=timezone.now())

    assert points.rebuild(now=timezone.now()) == {"entries": 0, "standings": 0}


def test_a_source_of_somebody_who_is_gone_is_no_error():
    assert points.settle(rule=BY_NAME["diary_shared"], user_id=0, month=None, now=timezone.now()) == 0


def test_the_command_says_what_it_did(participant, capsys):
    diary(participant, timezone.now())

    call_command("rebuild_points")

    assert "1 entries and" in capsys.readouterr().out


def test_money_earns_nothing():
    told = {rule.rows().model._meta.app_label for rule in RULES}

    assert told == {"mentorship"}
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_points_leave_with_their_owner(participant):
    diary(participant, timezone.now())
    settle("diary_shared", participant)
    own = [rule for rule in privacy.rules() if rule.model == "leaderboard.PointEntry"]

    assert [row.points for rule in own for row in rule.rows(participant)] == [1]


@pytest.mark.parametrize(
    ("period", "begins"),
    [
        ("week", date(2026, 11, 23)),
        ("month", date(2026, 11, 1)),
        ("year", date(2026, 1, 1)),
        ("all", date.min),
    ],
)
def test_periods_are_those_of_the_calendar(period, begins):
    assert Period(period).begins(date(2026, 11, 28)) == begins


def test_the_places_of_a_period_that_is_over_are_kept_once(participant, stranger):
    last = {"period": "month", "begins": date(2026, 1, 1), "metric": Metric.TOTAL, "is_shown": True}
    Standing.objects.create(user=participant, points=9, **last)
    Standing.objects.create(user=stranger, points=9, **last)
    now = datetime(2026, 2, 3, tzinfo=UTC)

    assert boards.freeze(now=now) == 2
    assert boards.freeze(now=now) == 0
    assert [(each.place, each.points) for each in PastPlace.objects.order_by("pk")] == [(1, 9), (1, 9)]
    assert not Standing.objects.exists()


def test_the_command_keeps_a_board_that_is_over_before_it_forgets_it(participant, capsys):
    long_ago = {"period": "month", "begins": date(2026, 1, 1), "metric": Metric.TOTAL, "is_shown": True}
    Standing.objects.create(user=participant, points=9, **long_ago)

    call_command("rebuild_points")

    assert PastPlace.objects.filter(user=participant, begins=date(2026, 1, 1), points=9).exists()


def test_a_loss_leaves_the_boards_alone_whose_period_is_over(participant):
    diary(participant, timezone.now())
    settle("diary_shared", participant)
    Standing.objects.create(
        user=participant, points=9, period="month", begins=date(2026, 1, 1), metric=Metric.TOTAL, is_shown=True
    )
    JournalEntry.objects.update(visibility="private")

    settle("diary_shared", participant)

    assert [each.begins for each in Standing.objects.filter(user=participant)] == [date(2026, 1, 1)]
