"""Comparing on pages, blind, and what coordinators read."""

import re

import pytest
from django.utils import timezone

from mentorship.models import Comparison, Preference
from mentorship.selectors import comparisons as questions
from mentorship.services import comparisons
from mentorship.tests import tasks as make
from mentorship.tests.test_comparison_services import answer, draw, two_iterations
from portal.testing import cast
from portal.testing.uploads import picture, text

pytestmark = pytest.mark.django_db
HOME, NEXT, RESULTS = "/my/comparisons/", "/my/comparisons/next/", "/my/reports/comparisons/"


@pytest.fixture
def pair(participant, mentor, skill):
    task = make.give(participant, mentor, rubric=make.rubric(skill))
    first = make.hand_in(
        task, note="First try.", files=[picture("amina-okoye.jpg"), text("amina.py", "print('one')")]
    )
    make.decide(first, mentor, "revision")
    second = make.hand_in(task, note="Second try.")
    return comparisons.pair(first=first, second=second)


def test_a_mentor_compares_without_scripts_and_comes_to_the_next(pair, mentor, login):
    browser = login(mentor)
    assert "1 pair waits for you" in browser.get(HOME).content.decode()

    shown = browser.post(NEXT, follow=True)

    page, address = shown.content.decode(), shown.redirect_chain[0][0]
    assert {"First try.", "Second try.", "Form", "Foot"} <= set(
        re.findall(r"First try\.|Second try\.|Form|Foot", page)
    )
    refused = browser.post(address, {"side": "a", "reason": ""})
    assert "Say in a few words why." in refused.content.decode()
    refused = browser.post(address, {"reason": "It stands firm."})
    assert "Choose one of the answers." in refused.content.decode()
    assert "It stands firm." in refused.content.decode()

    done = browser.post(address, {"side": "a", "reason": "It stands firm."}, follow=True)

    assert done.redirect_chain[-1][0] == HOME
    assert "It stands firm." in done.content.decode()
    assert browser.get(address)["Location"] == HOME


def test_the_page_tells_neither_whose_nor_which(pair, participant, mentor, login):
    page = login(mentor).post(NEXT, follow=True).content.decode()

    main = page.partition("<main")[2].partition("</main>")[0]
    assert "First try." in main
    for word in ("Amina", "amina", "iteration", "Iteration"):
        assert word not in main


def test_files_are_for_whom_the_pair_was_drawn(pair, participant, mentor, moderator, login, client):
    page = login(mentor).post(NEXT, follow=True).content.decode()
    addresses = set(re.findall(r'"(/my/comparisons/[a-z0-9]+/files/[^" ]+)"', page))

    assert addresses
    for address in addresses:
        seen = login(mentor).get(address)
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
        assert "amina" not in str(seen.headers).lower()
        for other in (participant, moderator):
            assert login(other).get(address).status_code == 404
        assert client.get(address).status_code in (302, 404)


def test_results_tell_agreement_raters_and_pairs(pair, mentor, moderator, login):
    for rater in (mentor, moderator):
        drawn = draw(rater)
        answer(drawn, "b" if drawn.is_swapped else "a", reason=f"Of {rater.display_name}.")

    page = login(moderator).get(RESULTS).content.decode()
    assert "All in all" in page
    assert "100" in page
    [overall] = [each for each in questions.agreements() if each.pairs]
    assert (overall.percent, overall.kappa, overall.is_of_two) == (1, None, True)
    detail = login(moderator).get(pair.get_absolute_url()).content.decode()
    assert f"Of {mentor.display_name}." in detail
    for address in (RESULTS, pair.get_absolute_url(), "/my/reports/comparisons/export/"):
        assert login(mentor).get(address).status_code == 404


def test_no_list_asks_more_for_more_rows(participant, mentor, moderator, login, assert_queries_do_not_grow):
    others = [cast.mentor_of(participant, f"Mentor {number}") for number in range(3)]

    def add() -> None:
        first, second = two_iterations(participant, mentor)
        made = comparisons.pair(first=first, second=second)
        for rater in (mentor, *others):
            said = {"choice": "tie", "reason": "Alike.", "answered_at": timezone.now()}
            drawn_at = timezone.now()
            Preference.objects.create(comparison=made, rater=rater, is_swapped=False, drawn_at=drawn_at, **said)

    assert_queries_do_not_grow(RESULTS, add, client=login(moderator), rows=4)
    assert_queries_do_not_grow(HOME, add, client=login(mentor), rows=4)
    assert_queries_do_not_grow(Comparison.objects.first().get_absolute_url(), add, client=login(moderator), rows=2)
