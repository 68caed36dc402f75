"""How far people came who were found."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from mentorship.selectors.funnel import funnel
from mentorship.services import prospects
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/my/prospects/report/"


def meet(by, place, *steps, skills=(), days=10):
    """Note somebody `days` ago who took each of `steps` a day after the one before."""
    then = NOW - timedelta(days=days)
    met = prospects.create(by=by, now=then, name="Somebody", consent_how="spoken", place=place, skills=skills)
    for number, to in enumerate(steps, start=1):
        reason = "no_time" if to in ("deferred", "declined") else ""
        moment = then + timedelta(days=number)
        if to == "onboarded":
            user = cast.person("Joined Member", "participant")
            prospects.mark_onboarded(prospect=met, user=user, by=by, now=moment)
        else:
            prospects.move(prospect=met, to=to, by=by, now=moment, reason=reason)
    return met


@pytest.fixture
def people(mentor, skill):
    meet(mentor, "Harbour", "contacted", "assessed", "offered", "onboarded", skills=[skill])
    meet(mentor, "Harbour", "offered", skills=[skill])
    meet(mentor, "Harbour", "contacted", "declined")
    meet(mentor, "Hill")
    meet(cast.person("Xaver Lang", "mentor"), "Hill", "contacted", "deferred")


def test_a_mentor_counts_their_own_and_a_coordinator_all(people, mentor, moderator):
    assert funnel(mentor, group="place")[0].found == 4
    assert funnel(moderator, group="place")[0].found == 5


def test_whoever_reached_a_stage_has_passed_those_before_it(people, mentor):
    total, harbour, hill = funnel(mentor, group="place")

    assert list(total.reached.values()) == [4, 3, 2, 2, 1]
    assert (total.declined, total.deferred, total.conversion) == (1, 0, 25)
    assert (harbour.group, list(harbour.reached.values())) == ("Harbour", [3, 3, 2, 2, 1])
    assert (hill.group, list(hill.reached.values())) == ("Hill", [1, 0, 0, 0, 0])


def test_days_in_a_stage_are_the_median_of_stays_that_have_ended(people, mentor):
    meet(mentor, "Harbour", "contacted", days=30)
    slow = meet(mentor, "Harbour", days=30)
    prospects.move(prospect=slow, to="contacted", by=mentor, now=NOW - timedelta(days=1))

    harbour = funnel(mentor, group="place")[1]

    assert harbour.median_days("new") == 1.0
    assert harbour.median_days("offered") == 1.0
    assert funnel(mentor, group="place")[2].median_days("new") is None


def test_groups_are_mentors_skills_and_sources_too(people, moderator, mentor):
    assert [line.group for line in funnel(moderator, group="mentor")[1:]] == ["Maria Lindqvist", "Xaver Lang"]
    assert {line.group: line.found for line in funnel(mentor, group="skill")[1:]} == {"": 2, "Throwing": 2}
    assert [line.group for line in funnel(mentor, group="source")[1:]] == ["visit"]


def test_a_time_narrows_by_the_day_they_were_noted(people, mentor):
    today = timezone.localdate()

    assert funnel(mentor, group="place", since=today + timedelta(days=1))[0].found == 0
    assert funnel(mentor, group="place", since=today, until=today)[0].found == 4


def test_the_report_is_a_table_first_and_goes_along_as_csv_xlsx_and_pdf(people, mentor, login):
    browser = login(mentor)

    page = browser.get(f"{PAGE}?by=place").content.decode()
    table = browser.get(f"{PAGE}?by=place&format=csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(browser.get(f"{PAGE}?by=place&format=xlsx").content))

    assert '<th scope="row">Harbour</th>' in page
    assert "1 of 4, 25 %" in page
    assert table.splitlines()[1].startswith('"All","4","3","2","2","1","25"')
    assert [cell.value for cell in book.active[3]][:3] == ["Harbour", 3, 3]
    assert browser.get(f"{PAGE}?by=place&format=pdf").content.startswith(b"%PDF-")
    assert 'data-chart="funnel-data"' in page
    assert browser.get(f"{PAGE}?by=shoe&since=never").status_code == 200


def test_it_asks_the_same_for_few_people_and_for_many(moderator, mentor, login, skill, assert_queries_do_not_grow):
    numbers = iter(range(100))

    def add_row():
        meet(mentor, f"Place {next(numbers)}", "contacted", skills=[skill])

    for group in ("mentor", "place", "skill"):
        assert assert_queries_do_not_grow(f"{PAGE}?by={group}", add_row, client=login(moderator), rows=5) < 16
