"""Twenty hands in one cupboard. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

import threading
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from mentorship.models import Issue, IssueLine, Stock
from mentorship.selectors import resources as questions
from mentorship.services import resources, resources_stock
from mentorship.tests.stores import NOW, hand_out, in_store, kit, material, store, tool
from portal.testing.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def rush(*jobs: Callable[[], Any]) -> Counter[str]:
    """Do `jobs` at the same moment; count how they ended."""
    answers = together(*jobs)
    return Counter(type(each).__name__ if isinstance(each, Exception) else "done" for each in answers)


def test_of_five_canvases_twenty_mentors_hand_out_five(participant, mentor):
    canvas = material(quantity=5)

    endings = rush(*[lambda: hand_out(participant, mentor, (canvas, 1))] * 20)

    assert endings == {"done": 5, "NotEnough": 15}
    assert (in_store(canvas), IssueLine.objects.count(), Issue.objects.count()) == (0, 5, 5)
    assert list(questions.stock_problems()) == []


def test_control_without_the_lock_the_same_rush_hands_out_more(participant, mentor, monkeypatch):
    """Proves that the test above can fail."""
    canvas = material(quantity=5)
    together = threading.Barrier(20)

    def lock(keys, *, make=False):
        rows = Stock.objects.filter(resource__in=[resource for resource, _store in keys]).select_related(
            "resource"
        )
        found = {(row.resource_id, row.location_id): row for row in rows}
        together.wait()
        return found

    monkeypatch.setattr(resources_stock, "lock", lock)

    endings = rush(*[lambda: hand_out(participant, mentor, (canvas, 1))] * 20)

    assert endings["done"] > 5
    assert list(questions.stock_problems()) != []


def test_one_tool_is_lent_once(participant, mentor):
    wheel = tool("Wheel", "W1")

    endings = rush(*[lambda: hand_out(participant, mentor, (wheel, 1))] * 10)

    assert endings == {"done": 1, "NotEnough": 9}


def test_two_kits_with_their_lines_the_other_way_round_never_lock_each_other_out(participant, mentor):
    clay, glaze = material("Clay", quantity=100), material("Glaze", quantity=100)
    there, back = kit((clay, 1), (glaze, 1), name="There"), kit((glaze, 1), (clay, 1), name="Back")
    words = {"to": participant, "location": store(), "by": mentor, "now": NOW}

    endings = rush(
        *(lambda chosen=chosen: resources.issue_kit(kit=chosen, **words) for chosen in (there, back) * 15)
    )

    assert endings == {"done": 30}
    assert (in_store(clay), in_store(glaze)) == (70, 70)


def test_issuing_moving_counting_and_returning_at_once_lock_nobody_out(participant, mentor):
    clay, glaze = material("Clay", quantity=100), material("Glaze", quantity=100)
    van = store("Van")
    out = [hand_out(participant, mentor, (glaze, 1), (clay, 1), accepted=True) for _ in range(8)]
    words = {"by": mentor, "now": NOW}
    jobs: list[Callable[[], Any]] = []
    for issue in out:
        jobs += [
            lambda issue=issue: [resources.take_back(line=line, **words) for line in issue.lines.order_by("-pk")],
            lambda: hand_out(participant, mentor, (clay, 1), (glaze, 1)),
            lambda: resources.transfer(
                resource=glaze, origin=store(), destination=van, quantity=Decimal(1), **words
            ),
            lambda: resources.transfer(
                resource=clay, origin=store(), destination=van, quantity=Decimal(1), **words
            ),
        ]

    endings = rush(*jobs)

    assert endings == {"done": len(jobs)}
    assert list(questions.stock_problems()) == []


def test_what_comes_back_twice_at_once_comes_back_once(participant, mentor):
    canvas = material(quantity=5)
    line = hand_out(participant, mentor, (canvas, 5), accepted=True).lines.get()

    endings = rush(*[lambda: resources.take_back(line=line, quantity=5, by=mentor, now=NOW)] * 10)

    assert endings == {"done": 1, "MoreThanThereIs": 9}
    assert in_store(canvas) == 5


def test_yes_and_no_at_once_are_one_of_both(participant, mentor):
    canvas = material(quantity=20)
    for _ in range(5):
        issue = hand_out(participant, mentor, (canvas, 1))
        before = in_store(canvas)

        rush(
            lambda issue=issue: resources.accept(issue=issue, by=participant, now=NOW),
            lambda issue=issue: resources.decline(issue=issue, by=participant, now=NOW),
        )

        issue.refresh_from_db()
        assert in_store(canvas) == before + (issue.state == "declined")
    assert list(questions.stock_problems()) == []
