"""Questions about pairs of pieces: what waits for somebody, what was said, and how far people agree."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Abs, TruncMonth
from django.utils.translation import gettext as _

from mentorship import agreement
from mentorship.models import (
    Comparison,
    Criterion,
    CriterionPreference,
    Feedback,
    Preference,
    Score,
    SelfRating,
    SubmissionFile,
    Verdict,
)
from portal.accounts.models import User

MOST_RATERS = 50


def waiting_for(person: Any) -> QuerySet[Comparison]:
    """Pairs about which `person` may still say something."""
    seen = Comparison.objects.visible_to(person)
    return seen.exclude(preferences__in=Preference.objects.filter(rater=person).answered())


def said_by(person: Any) -> QuerySet[Preference]:
    """What `person` has said, the newest first, with the titles of the tasks."""
    own = Preference.objects.filter(rater=person).answered()
    return own.select_related("comparison__first__task").order_by("-answered_at", "-pk")


def to_show(person: Any, public_id: str) -> Preference | None:
    """Return the pair drawn for `person`, with pieces and files, if they may still see it. Three queries."""
    seen = Comparison.objects.visible_to(person)
    rows = Preference.objects.filter(rater=person, public_id=public_id, comparison__in=seen.values("pk"))
    with_pieces = rows.select_related("comparison__first__task", "comparison__second__task")
    return with_pieces.prefetch_related("comparison__first__files", "comparison__second__files").first()


def criteria_of(comparison: Comparison) -> list[Criterion]:
    """By what both pieces are judged; nothing if their rubrics differ. One query."""
    number = comparison.rubric_id
    return list(Criterion.objects.filter(rubric=number).order_by("position", "pk")) if number else []


def file_of(preference: Preference, public_id: Any) -> SubmissionFile | None:
    pieces = [each.pk for each in preference.comparison.pieces]
    return SubmissionFile.objects.filter(submission__in=pieces, public_id=public_id).first()


def results() -> QuerySet[Comparison]:
    """Every pair with how often each answer was given, the most judged first. One query."""
    counts = {
        f"{name}_count": Count("preferences", filter=Q(preferences__choice=name))
        for name in (Verdict.FIRST, Verdict.SECOND, Verdict.TIE, Verdict.BOTH_WEAK, Verdict.SKIP)
    }
    said = Count("preferences", filter=~Q(preferences__choice=""))
    rows = Comparison.objects.select_related("first__task__participant", "second__task__participant").annotate(
        said=said, **counts
    )
    return rows.order_by("-said", "pk")


def result(public_id: str) -> tuple[Comparison, list[Preference]] | None:
    """Return a pair and all that was said about it, the oldest first. Three queries."""
    pair = results().filter(public_id=public_id).first()
    if pair is None:
        return None
    said = pair.preferences.answered().select_related("rater").prefetch_related("criteria__criterion")
    return pair, list(said.order_by("answered_at", "pk"))


@dataclass(frozen=True)
class Agreement:
    """How far people agree in one respect."""

    name: str
    #: Pairs judged by two or more.
    pairs: int
    percent: float | None
    kappa: float | None
    #: Cohen's if there are two raters in all, that of Fleiss otherwise.
    is_of_two: bool = False


def agreements() -> list[Agreement]:
    """Return the agreement all in all, then for each criterion of each rubric. Two queries."""
    by_criterion: dict[str, dict[Any, dict[Any, str]]] = defaultdict(lambda: defaultdict(dict))
    rows = CriterionPreference.objects.order_by(
        "criterion__rubric__name", "criterion__position", "pk"
    ).values_list(
        "criterion__rubric__name",
        "criterion__name",
        "preference__comparison",
        "preference__rater",
        "choice",
    )
    for rubric, criterion, pair, rater, choice in rows.iterator():
        by_criterion[f"{rubric}: {criterion}"][pair][rater] = choice
    named = {_("All in all"): list(_judged().values())}
    named |= {name: list(pairs.values()) for name, pairs in by_criterion.items()}
    return [_agreement(name, things) for name, things in named.items()]


@dataclass(frozen=True)
class RaterRow:
    """How one person judges."""

    person: User
    said: int
    shared: int
    likeness: float | None
    #: The share of side A among their choices of one side.
    side_a: float | None
    is_outlier: bool
    goes_by_side: bool


def raters() -> list[RaterRow]:
    """Return who said something, whoever differs most from the others first; at most 50. Three queries."""
    counts = _sides()
    known = {each.rater: each for each in agreement.raters(list(_judged().values()))}
    people = User.objects.in_bulk(counts)
    rows = [_row(people[number], known.get(number), *counts[number]) for number in counts]
    rows.sort(key=lambda row: (not row.is_outlier, not row.goes_by_side, row.likeness or 1.0, row.person.pk))
    return rows[:MOST_RATERS]


def gaps(about: Any = None) -> list[Mapping[str, Any]]:
    """Return by month how far people rated themselves above (negative: below) their mentors, in levels.

    [{month, gap, distance, ratings, people}], the oldest month first; of `about` alone if given. One query.
    """
    own = SelfRating.objects.filter(submission=OuterRef("feedback__submission"), criterion=OuterRef("criterion"))
    scores = Score.objects.filter(feedback__status=Feedback.Status.RELEASED)
    if about is not None:
        scores = scores.filter(feedback__submission__task__participant=about)
    rated = scores.annotate(own=Subquery(own.values("level__number")[:1])).filter(own__isnull=False)
    by_month = (
        rated.annotate(month=TruncMonth("feedback__submission__submitted_at")).values("month").order_by("month")
    )
    difference = F("own") - F("level__number")
    return list(
        by_month.annotate(
            gap=Avg(difference),
            distance=Avg(Abs(difference)),
            ratings=Count("pk"),
            people=Count("feedback__submission__task__participant", distinct=True),
        )
    )


def _judged() -> dict[int, dict[Any, str]]:
    """{pair: {rater: verdict}} of all that was judged. One query."""
    rows = Preference.objects.judged().order_by("comparison", "pk")
    listed = rows.values_list("comparison", "rater", "choice").iterator()
    return {
        pair: {rater: choice for _pair, rater, choice in group}
        for pair, group in itertools.groupby(listed, key=lambda row: row[0])
    }


def _sides() -> Mapping[int, tuple[int, int, int]]:
    """{rater: (answers, choices of side A, choices of side B)}. One query."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    grouped = (
        Preference.objects.answered().order_by().values("rater", "choice", "is_swapped").annotate(n=Count("pk"))
    )
    for row in grouped:
        said = Preference(choice=row["choice"], is_swapped=row["is_swapped"]).side
        found[row["rater"]][said] += row["n"]
    return {rater: (counts.total(), counts["a"], counts["b"]) for rater, counts in found.items()}


def _row(person: User, judged: agreement.Rater | None, said: int, a: int, b: int) -> RaterRow:
    return RaterRow(
        person=person,
        said=said,
        shared=judged.shared if judged else 0,
        likeness=judged.likeness if judged else None,
        side_a=a / (a + b) if a + b else None,
        is_outlier=judged is not None and judged.is_outlier,
        goes_by_side=agreement.side_bias(a, b) < agreement.UNLIKELY,
    )


def _agreement(name: str, things: Iterable[Mapping[Any, str]]) -> Agreement:
    shared = [each for each in things if len(each) > 1]
    who = sorted({rater for each in shared for rater in each})
    kappa = agreement.cohen(shared, *who) if len(who) == 2 else agreement.fleiss(shared)
    percent = agreement.percent(shared)
    return Agreement(name=name, pairs=len(shared), percent=percent, kappa=kappa, is_of_two=len(who) == 2)
