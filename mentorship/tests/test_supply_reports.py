"""Reports about supplies: the figures by hand, honest words, the same few questions however much there is."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from mentorship.models import Discipline, Donor, Issue, IssueLine, LevelConfirmation, Pairing, Skill, StockMove
from mentorship.selectors import supply_reports
from mentorship.selectors.supply_reports import Asked
from mentorship.services import resources
from mentorship.tests.stores import NOW, hand_out, material, store, tool
from portal.accounts.models import User
from portal.core import table_files
from portal.testing import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def weaving(db):
    return Skill.objects.create(
        discipline=Discipline.objects.create(name="Crafts", slug="crafts"), name="Weaving", slug="weaving"
    )


def asked(viewer, **more):
    words = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "now": NOW + timedelta(days=200), **more}
    return Asked(viewer=viewer, **words)


def rows(report):
    return [list(row) for row in report.table.rows]


def test_supplies_per_person_are_what_became_of_them(participant, stranger, mentor, moderator):
    canvas, wheel = material(quantity=50), tool("Wheel", "W1")
    line = hand_out(participant, mentor, (canvas, 10), (wheel, 1), accepted=True).lines.order_by("pk")[0]
    resources.log_use(line=line, quantity=4, by=participant, now=NOW)
    resources.take_back(line=line, quantity=3, by=mentor, now=NOW)
    resources.lose(line=line, quantity=1, by=participant, now=NOW)
    resources.decline(issue=hand_out(participant, mentor, (canvas, 5)), by=participant, now=NOW)
    hand_out(stranger, moderator, (canvas, 2))

    money = [Decimal(each) for each in ("45.00", "18.00", "13.50", "4.50", "9.00")]
    assert rows(supply_reports.people(asked(mentor))) == [["Amina Okoye", "EUR", *money, 1, 0, 1]]
    assert [row[0] for row in rows(supply_reports.people(asked(moderator)))] == ["Amina Okoye", "Bruno Teixeira"]
    assert rows(supply_reports.people(asked(mentor, until=date(2026, 11, 1)))) == []
    materials = rows(supply_reports.materials(asked(mentor)))
    assert materials[0] == ["Canvas", "piece", 10, 4, 3, 1, 0, 1]


def test_supplies_per_skill_count_in_full_for_each(participant, mentor, weaving):
    dyeing = Skill.objects.create(discipline=weaving.discipline, name="Dyeing", slug="dyeing")
    yarn = material("Yarn", unit="kg", quantity=9)
    yarn.skills.set([weaving, dyeing])
    hand_out(participant, mentor, (yarn, 2))

    found = rows(supply_reports.skills(asked(mentor)))

    assert [(row[0], row[2], row[-1]) for row in found] == [("Dyeing", 9, 1), ("Weaving", 9, 1)]


def test_a_donors_part_is_their_part_of_what_came(participant, mentor):
    donor, canvas = Donor.objects.create(name="River Street"), material(quantity=5)
    resources.receive(resource=canvas, location=store(), quantity=15, donor=donor, by=mentor, now=NOW)
    hand_out(participant, mentor, (canvas, 4))

    found = rows(supply_reports.donors(asked(mentor)))

    assert [(row[0], row[2]) for row in found] == [
        ("River Street", Decimal("13.50")),
        ("Own purchase", Decimal("4.50")),
    ]


def test_months_tell_what_happened_in_them(participant, mentor):
    line = hand_out(participant, mentor, (material(quantity=9), 4), accepted=True).lines.get()
    resources.log_use(line=line, quantity=1, by=participant, now=NOW + timedelta(days=30))
    resources.take_back(line=line, quantity=2, by=mentor, now=NOW + timedelta(days=31))

    assert rows(supply_reports.months(asked(mentor))) == [
        ["November 2026", "EUR", Decimal("18.00"), 0, 0, 0],
        ["December 2026", "EUR", 0, Decimal("4.50"), Decimal("9.00"), 0],
    ]


def test_who_came_back_for_more(participant, stranger, mentor, moderator):
    canvas = material(quantity=9)
    hand_out(participant, mentor, (canvas, 1))
    hand_out(participant, mentor, (canvas, 1), now=NOW + timedelta(hours=1))
    hand_out(participant, mentor, (canvas, 1), now=NOW + timedelta(days=12))
    hand_out(stranger, moderator, (canvas, 1))

    report = supply_reports.repeats(asked(moderator))

    assert [row[1:] for row in rows(report)[:2]] == [[1, "50 %"], [1, "50 %"]]
    assert [value for _label, value in report.summary] == ["2", "1 (50 %)", "12"]


# What was confirmed ------------------------------------------------------------------------------------------


def confirm(user, skill, level, by, days):
    return LevelConfirmation.objects.create(
        user=user,
        skill=skill,
        level=level,
        evidence="Seen",
        confirmed_by=by,
        confirmed_at=NOW + timedelta(days=days),
    )


@pytest.fixture
def class_of_five(weaving, moderator):
    """Five people got two kilos of yarn each: two gained, one before, one too late, one not."""
    yarn = material("Yarn", unit="kg", quantity=50)
    yarn.skills.add(weaving)
    people = [cast.person(f"Weaver{number} Test", "participant") for number in range(5)]
    for person in people:
        hand_out(person, moderator, (yarn, 2))
    confirm(people[0], weaving, 1, moderator, 10)
    confirm(people[1], weaving, 1, moderator, -5)
    confirm(people[1], weaving, 3, moderator, 90)
    confirm(people[2], weaving, 2, moderator, -1)
    confirm(people[3], weaving, 1, moderator, 91)
    gone = confirm(people[4], weaving, 1, moderator, 5)
    LevelConfirmation.objects.filter(pk=gone.pk).update(taken_back_at=NOW + timedelta(days=6))
    return people


def test_levels_after_supplies_are_counted_within_the_days(class_of_five, moderator):
    report = supply_reports.gains(asked(moderator))

    # 0→1 and 1→3 are three levels; five times two kilos at 4.50 make 45.
    assert rows(report) == [["Weaving", 5, 2, 3, "0.60", "45.00 EUR", "15.00 EUR", 0]]
    assert "association, not cause" in " ".join(report.table.notes)
    assert report.chart.labels == ["Weaving (n = 5)"]
    assert rows(supply_reports.gains(asked(moderator, days=91)))[0][3] == 4


def test_nothing_is_said_about_few_people(class_of_five, weaving, mentor, moderator):
    Pairing.objects.create(mentor=mentor, participant=class_of_five[0], started_at=NOW)

    report = supply_reports.gains(asked(mentor))

    assert rows(report) == [["Weaving", 1, *["too few"] * 5, 0]]
    assert report.chart is None


def test_who_got_it_lately_is_not_judged_yet(class_of_five, moderator):
    report = supply_reports.gains(asked(moderator, now=NOW + timedelta(days=89)))

    assert rows(report) == [["Weaving", 0, *["too few"] * 5, 5]]


# On the page -------------------------------------------------------------------------------------------------


def test_every_report_is_a_table_that_stays_and_goes_along(participant, mentor, login, weaving):
    yarn = material("=2+3", unit="kg", quantity=50)
    yarn.skills.add(weaving)
    hand_out(participant, mentor, (yarn, 2))
    browser = login(mentor)
    assert browser.get("/my/reports/supplies/").status_code == 200

    for kind in supply_reports.KINDS:
        url = f"/my/reports/supplies/{kind.slug}/?since=2026-01-01&until=2027-01-01"
        page = browser.get(url).content.decode("utf-8-sig")
        assert "<table" in page, kind.slug
        lines = list(csv.reader(io.StringIO(browser.get(f"{url}&format=csv").content.decode("utf-8-sig"))))
        sheet = load_workbook(io.BytesIO(browser.get(f"{url}&format=xlsx").content)).active
        assert [cell.value for cell in sheet[1]] == lines[0]
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        pdf = browser.get(f"{url}&format=pdf")
        assert (pdf.content[:5], pdf["Content-Type"]) == (b"%PDF-", "application/pdf")
    first = list(
        csv.reader(
            io.StringIO(
                browser.get(
                    "/my/reports/supplies/materials/?since=2026-01-01&until=2027-01-01&format=csv"
                ).content.decode("utf-8-sig")
            )
        )
    )[1]
    assert first[0] == "'=2+3"
    assert browser.get("/my/reports/supplies/nonsense/").status_code == 404


@pytest.mark.parametrize(
    "query", ["since=2026-02-01&until=2026-01-01", "since=nonsense", "days=9999", "until=99999"]
)
def test_a_time_that_makes_no_sense_is_said_beside_it(mentor, login, query):
    answer = login(mentor).get(f"/my/reports/supplies/gains/?{query}&format=csv")

    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode("utf-8-sig")


def test_a_pdf_writes_names_of_any_script():
    table = table_files.Table(
        title="Łódź",
        headers=["Who", "N"],
        rows=[["Ольга", 1], ["Αμίνα", 2], ["李小龍", 3], ["<b>&", 4]],
        numeric=frozenset({1}),
    )

    pdf = table_files.as_pdf(table)

    assert b"DejaVuSans" in pdf
    assert b"STSong" in pdf


def test_reports_ask_the_same_for_ten_hand_outs_and_for_five_thousand(moderator, weaving):
    yarn = material("Yarn", unit="kg", quantity=1)
    yarn.skills.add(weaving)
    place, rows_per = store(), {}
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.org", handle=f"person-{number}", display_name=f"Person {number}")
        for number in range(300)
    )

    def add(count):
        issues = Issue.objects.bulk_create(
            Issue(
                to=people[number % 300],
                by=moderator,
                location=place,
                issued_at=NOW - timedelta(days=number % 200),
                state="accepted",
                answered_at=NOW,
                answered_by=moderator,
            )
            for number in range(count)
        )
        lines = IssueLine.objects.bulk_create(
            IssueLine(
                issue=issue, resource=yarn, wanted=2, quantity=2, used=1, unit_cost=Decimal("4.50"), currency="EUR"
            )
            for issue in issues
        )
        StockMove.objects.bulk_create(
            StockMove(
                kind="issued",
                resource=yarn,
                location=place,
                quantity=-2,
                unit_cost=1,
                currency="EUR",
                line=line,
                by=moderator,
                at=NOW,
            )
            for line in lines
        )

    def questions():
        counts = {}
        for kind in supply_reports.KINDS:
            with CaptureQueriesContext(connection) as seen:
                rows_per[kind.slug] = kind.make(asked(moderator)).table.rows
            counts[kind.slug] = len(seen)
        return counts

    assert moderator.role_slugs  # asked once
    add(10)
    few = questions()
    add(4990)
    many = questions()

    assert many == few
    assert max(many.values()) <= 5
    assert len(rows_per["people"]) == 300
