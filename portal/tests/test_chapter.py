"""The chapter in figures: what is counted, what funders are told, and whether everything works."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from mentorship.models import CohortMember, Discipline, LevelConfirmation, Skill, SkillLevel, Task, UserSkill
from mentorship.services import cohorts
from mentorship.tests import tasks as make
from messaging.models import OutgoingMail
from portal.accounts.models import User
from portal.chapter import figures, health, reports
from portal.core import backups
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
#: Days before and after which there is no day.
BEYOND = ({"since": "0001-01-01"}, {"until": "9999-12-31"})
YEAR = figures.Asked(since=TODAY - timedelta(days=364), until=TODAY)


@pytest.fixture
def weaving(db: None) -> Skill:
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    SkillLevel.objects.create(skill=skill, number=1, name="Plain weave")
    return skill


def approve(learner: User, mentor: User, **given: Any) -> Task:
    """Let `learner` hand a piece in that `mentor` approves now."""
    task = make.give(learner, mentor, **given)
    make.decide(make.hand_in(task), mentor, "approved")
    return task


def confirm(learner: User, mentor: User, skill: Skill, **when: Any) -> LevelConfirmation:
    said = {"confirmed_by": mentor, "confirmed_at": timezone.now(), "evidence": "I saw it grow", **when}
    return LevelConfirmation.objects.create(user=learner, skill=skill, **{"level": 1, **said})


def value(asked: figures.Asked, name: str, by: User) -> Decimal:
    return figures.totals(asked, by=by).value(name)


# What is counted ------------------------------------------------------------------------------------------


def test_only_what_happened_in_the_time_is_counted(participant, mentor, moderator, weaving):
    confirm(participant, mentor, weaving)
    confirm(participant, mentor, weaving, level=2, confirmed_at=timezone.now() - timedelta(days=400))

    assert value(YEAR, "levels", moderator) == 1
    assert value(YEAR.before, "levels", moderator) == 1
    assert (YEAR.before.until, YEAR.before.since) == (
        YEAR.since - timedelta(days=1),
        YEAR.since - timedelta(days=365),
    )


def test_a_level_that_was_taken_back_is_no_gain(participant, mentor, moderator, weaving):
    confirm(participant, mentor, weaving, taken_back_at=timezone.now())

    assert value(YEAR, "levels", moderator) == 0


def test_people_are_counted_once_however_often_they_hand_in(participant, mentor, moderator):
    for title in ("Bowl", "Cup"):
        approve(participant, mentor, title=title)

    total = figures.totals(YEAR, by=moderator)
    assert (total.value("active"), total.value("tasks")) == (1, 2)
    assert total.figures["tasks"][""].people == 1


def test_figures_are_narrowed_by_place_skill_and_cohort(participant, stranger, mentor, moderator, weaving):
    for learner, place in ((participant, "Porto"), (stranger, "Lagos")):
        learner.profile.city = place
        learner.profile.save()
        confirm(learner, mentor, weaving)
    UserSkill.objects.create(user=participant, skill=weaving)
    own = cohorts.begin(name="Felt", led_by=mentor, by=mentor, submission=uuid4())
    CohortMember.objects.create(cohort=own, person=participant, joined_at=timezone.now())

    def levels(**narrowed: Any) -> Decimal:
        return value(figures.Asked(since=YEAR.since, until=YEAR.until, **narrowed), "levels", moderator)

    assert (levels(), levels(place="Porto"), levels(skill=weaving), levels(cohort=own)) == (2, 1, 1, 1)
    by_place = {line.group: line.value("levels") for line in figures.grouped(YEAR, "place", by=moderator)}
    assert by_place == {"Lagos": 1, "Porto": 1}
    by_skill = {line.group: line.value("levels") for line in figures.grouped(YEAR, "skill", by=moderator)}
    assert by_skill["Weaving"] == 2


def test_who_is_in_two_cohorts_is_counted_with_both_and_who_left_with_neither(
    participant, mentor, moderator, weaving
):
    confirm(participant, mentor, weaving)
    now = timezone.now()
    for name, left in (("Felt", None), ("Clay", None), ("Wood", now)):
        own = cohorts.begin(name=name, led_by=mentor, by=mentor, submission=uuid4())
        CohortMember.objects.create(cohort=own, person=participant, joined_at=now, left_at=left)

    lines = {line.group: line.value("levels") for line in figures.grouped(YEAR, "cohort", by=moderator)}

    assert {name: number for name, number in lines.items() if number} == {"Clay": 1, "Felt": 1}


def test_a_month_begins_where_the_site_is(participant, mentor, moderator, weaving, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with timezone.override("Pacific/Auckland"):
        late = timezone.datetime(2026, 3, 31, 23, 30, tzinfo=timezone.get_current_timezone())
        confirm(participant, mentor, weaving, confirmed_at=late)
        asked = figures.Asked(since=date(2026, 3, 1), until=date(2026, 4, 30))

        lines = figures.grouped(asked, "month", by=moderator)

    assert [(line.group, line.value("levels")) for line in lines if line.value("levels")] == [("2026-03", 1)]


def test_who_came_back_is_counted_among_those_who_were_there(participant, stranger, mentor, moderator):
    for learner in (participant, stranger):
        piece = make.hand_in(make.give(learner, moderator))
        type(piece).objects.filter(pk=piece.pk).update(submitted_at=timezone.now() - timedelta(days=400))
    make.hand_in(make.give(participant, mentor, title="Cup"))

    assert figures.returning(YEAR, by=moderator) == (2, 1)


def test_nobody_else_reads_figures(participant, mentor):
    for by in (participant, mentor):
        with pytest.raises(NotAllowed):
            figures.totals(YEAR, by=by)


# Pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dashboard", "funder_report", "health"])
def test_only_who_runs_the_chapter_opens_them(client, name, moderator, mentor, participant):
    for person, status in ((moderator, 200), (mentor, 404), (participant, 404)):
        client.force_login(person)
        assert client.get(reverse(f"chapter:{name}")).status_code == status


@pytest.mark.parametrize("group", list(figures.GROUPS))
def test_the_page_asks_as_much_for_many_as_for_few(
    client, moderator, mentor, weaving, group, assert_queries_do_not_grow
):
    def more() -> None:
        for number in range(6):
            learner = cast.person(f"Learner {User.objects.count()}-{number}", "participant")
            confirm(learner, mentor, weaving)

    more()
    client.force_login(moderator)
    for name in ("dashboard", "funder_report"):
        assert_queries_do_not_grow(reverse(f"chapter:{name}") + f"?by={group}", more, client=client)


def test_the_address_says_what_is_shown_and_nonsense_is_told(client, moderator):
    client.force_login(moderator)
    address = reverse("chapter:dashboard")

    assert client.get(address, {"by": "place", "since": "2026-01-01", "until": "2026-06-30"}).status_code == 200
    for nonsense in (
        {"since": "2026-05-05", "until": "2026-01-01"},
        {"by": "money"},
        {"skill": "no-such"},
        *BEYOND,
    ):
        page = client.get(address, nonsense)
        assert page.status_code == 400
        assert "errorlist" in page.content.decode()


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "pdf"])
def test_both_are_taken_along(client, moderator, participant, mentor, fmt):
    approve(participant, mentor)
    client.force_login(moderator)

    for name in ("dashboard", "funder_report"):
        taken = client.get(reverse(f"chapter:{name}"), {"format": fmt})
        assert taken.status_code == 200
        assert f".{fmt}" in taken["Content-Disposition"]
        assert taken.content


def test_funders_read_no_figure_with_few_people_behind_it(client, moderator, mentor, weaving):
    for number in range(figures.FEWEST - 1):
        confirm(cast.person(f"Learner {number}", "participant"), mentor, weaving)
    client.force_login(moderator)

    def told() -> str:
        rows = csv.reader(io.StringIO(client.get(address, {"format": "csv"}).content.decode("utf-8-sig")))
        return next(row[1] for row in rows if row[0] == "Levels gained")

    address = reverse("chapter:funder_report")
    assert told() == "fewer than 5 people"

    confirm(cast.person("Learner 5", "participant"), mentor, weaving)

    assert told() == "5"


# The demo, counted by hand --------------------------------------------------------------------------------

#: What a careful person would ask the database for: (value, people) of each row, without a line of ours.
BY_HAND = {
    "joined": """
        SELECT COUNT(*), COUNT(*) FROM accounts_user u
         WHERE u.date_joined >= %(start)s AND u.date_joined < %(end)s AND u.id IN (
               SELECT m.user_id FROM accounts_user_groups m JOIN auth_group g ON g.id = m.group_id
                WHERE g.name = 'participant')""",
    "active": """
        SELECT COUNT(DISTINCT t.participant_id), COUNT(DISTINCT t.participant_id)
          FROM mentorship_submission s JOIN mentorship_task t ON t.id = s.task_id
         WHERE s.submitted_at >= %(start)s AND s.submitted_at < %(end)s""",
    "pairs": """
        SELECT COUNT(*), COUNT(DISTINCT participant_id) FROM mentorship_pairing
         WHERE started_at < %(end)s AND (ended_at IS NULL OR ended_at >= %(start)s)""",
    "tasks": """
        SELECT COUNT(*), COUNT(DISTINCT participant_id) FROM mentorship_task
         WHERE status = 'approved' AND approved_at >= %(start)s AND approved_at < %(end)s""",
    "levels": """
        SELECT COUNT(*), COUNT(DISTINCT user_id) FROM mentorship_levelconfirmation
         WHERE taken_back_at IS NULL AND confirmed_at >= %(start)s AND confirmed_at < %(end)s""",
    "supplies": """
        SELECT SUM(l.quantity * l.unit_cost), COUNT(DISTINCT i.to_id)
          FROM mentorship_issueline l
          JOIN mentorship_issue i ON i.id = l.issue_id
          JOIN mentorship_resourcetype r ON r.id = l.resource_id
         WHERE r.kind = 'consumable' AND i.state <> 'declined'
           AND i.issued_at >= %(start)s AND i.issued_at < %(end)s""",
    "sales": """
        SELECT SUM(s.gross_minor - COALESCE((SELECT SUM(b.amount_minor) FROM shop_takenback b
                                              WHERE b.sale_id = s.id AND b.undone_at IS NULL), 0)) / 100.0,
               COUNT(DISTINCT o.user_id)
          FROM shop_saleline s JOIN shop_seller o ON o.id = s.seller_id
         WHERE s.paid_at >= %(start)s AND s.paid_at < %(end)s""",
    "savings": """
        SELECT SUM(p.amount_minor) / 100.0, COUNT(DISTINCT a.owner_id)
          FROM shop_posting p JOIN shop_ledgeraccount a ON a.id = p.account_id
          JOIN shop_ledgerentry e ON e.id = p.entry_id
         WHERE a.kind = 'savings' AND e.created_at >= %(start)s AND e.created_at < %(end)s""",
    "found": """
        SELECT COUNT(*), COUNT(*) FROM mentorship_prospect
         WHERE merged_into_id IS NULL AND created_at >= %(start)s AND created_at < %(end)s""",
    "onboarded": """
        SELECT COUNT(DISTINCT c.prospect_id), COUNT(DISTINCT c.prospect_id)
          FROM mentorship_stagechange c JOIN mentorship_prospect p ON p.id = c.prospect_id
         WHERE c.to_stage = 'onboarded' AND p.merged_into_id IS NULL AND c.at >= %(start)s AND c.at < %(end)s""",
}


@pytest.mark.slow
def test_the_report_of_the_demo_is_what_one_counts_by_hand(client, moderator, settings, tmp_path):
    from django.core.management import call_command

    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    call_command("seed_demo", force=True, small=True)
    client.force_login(moderator)

    rows = client.get(reverse("chapter:funder_report"), {"format": "csv"}).content.decode("utf-8-sig")
    told = {row[0]: row[1] for row in csv.reader(io.StringIO(rows)) if len(row) == 3}

    start, end = figures.Asked(since=TODAY - timedelta(days=365), until=TODAY).span
    counted = 0
    for name, asked in BY_HAND.items():
        with connection.cursor() as cursor:
            cursor.execute(asked, {"start": start, "end": end})
            number, people = cursor.fetchone()
        words = str(figures.BY_NAME[name].words)
        label = f"{words} (EUR)" if figures.BY_NAME[name].currency else words
        if 0 < people < figures.FEWEST:
            assert told[label] == "fewer than 5 people", name
        else:
            assert Decimal(told[label]) == Decimal(str(number or 0)).quantize(Decimal("0.01")), name
            counted += bool(number)
    assert counted >= 5  # the demo has enough people for most of it


# Whether everything works ---------------------------------------------------------------------------------


def _found(name: str) -> health.Found:
    return next(line.found for line in health.look(now=timezone.now()) if line.name == name)


def test_a_backup_that_nobody_made_is_called_never():
    assert _found("Last backup").words == "Never."

    folder = f"sets/{timezone.now():{backups.NAME}}"
    backups.place().save(f"{folder}/contents", ContentFile(b""))

    assert _found("Last backup").state == health.State.WELL
    backups.place().delete(f"{folder}/contents")


def test_what_stands_still_is_seen(participant):
    assert _found("Mails").state == health.State.WELL
    mail = OutgoingMail.objects.create(
        key="x", person=participant, form="notice", next_try_at=timezone.now() - timedelta(hours=1)
    )
    assert _found("Mails").state == health.State.LATE

    OutgoingMail.objects.filter(pk=mail.pk).update(state="given_up")

    assert _found("Mails").state == health.State.BAD
    assert _found("Background work").state == health.State.BAD  # nobody is at work


def test_a_page_that_the_search_does_not_know_is_missed():
    from wagtail.search.models import IndexEntry

    IndexEntry.objects.all().delete()

    assert _found("Search").state == health.State.LATE


def test_what_gives_no_answer_is_bad_and_breaks_nothing(monkeypatch, caplog):
    def broken(now: Any) -> health.Found:
        raise OSError("no store")

    monkeypatch.setattr(health, "CHECKS", (("Room for files", broken),))

    assert _found("Room for files").state == health.State.BAD
    assert "no store" in caplog.text


def test_a_summary_has_an_amount_for_each_currency():
    line = figures.Line("")
    for currency in ("EUR", "USD"):
        line.figures["sales"][currency] = figures.Figure(Decimal(5), 9, currency)

    told = [row[1] for row in reports.summary(line, (0, 0)) if row[0].startswith("Sales")]

    assert told == ["€5.00", "US$5.00"] or told == ["€5.00", "$5.00"]


def test_a_month_has_its_name_on_the_page_and_is_plain_in_files(moderator, participant, login):
    browser, address = login(moderator), reverse("chapter:dashboard")
    today = timezone.localdate()
    asked = {"by": "month", "since": str(today), "until": str(today)}
    name = date_format(today, "YEAR_MONTH_FORMAT").replace(" ", "\u00a0")

    page = browser.get(address, asked)

    assert [row[0] for row in page.context["page_obj"]] == page.context["chart"].labels == [name]
    assert f'"{today:%Y-%m}",' in browser.get(address, {**asked, "format": "csv"}).content.decode("utf-8-sig")
    assert reports.in_words([["Vila-Real", 1]], "place") == [["Vila-Real", 1]]
