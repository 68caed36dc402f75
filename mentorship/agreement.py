"""How far people who judge the same things agree, and who judges unlike all others. Pure figures, no database.

Ratings are given as one mapping for each thing: {rater: category}. Things that fewer than two people judged say
nothing about agreement and are left out. A figure is None where it is not defined.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import comb

Ratings = Iterable[Mapping[Hashable, str]]

#: Fewer things judged together with others say nothing about a rater, and fewer raters nothing about the usual.
FEWEST_SHARED = 5
FEWEST_RATERS = 4
#: Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993): modified z-scores beyond 3.5 are outliers.
OUTLYING = 3.5
#: So unlikely, were both sides alike, that somebody chooses by side and not by work.
UNLIKELY = 0.01


def percent(things: Ratings) -> float | None:
    """Return the share (0 to 1) of pairs of ratings of one thing that are the same, averaged over the things."""
    shares = [_same(Counter(each.values())) for each in things if len(each) > 1]
    return statistics.fmean(shares) if shares else None


def cohen(things: Ratings, first: Hashable, second: Hashable) -> float | None:
    """Return Cohen's kappa of two raters over what both judged; None if chance alone would make them agree always.

    kappa = (p_o - p_e) / (1 - p_e), p_o the share judged alike, p_e the sum over the categories of the products
    of both raters' shares. J. Cohen, A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20 (1960), 37-46.
    """
    pairs = [(each[first], each[second]) for each in things if first in each and second in each]
    if not pairs:
        return None
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ones[each] * others[each] for each in ones) / len(pairs) ** 2
    return _beyond_chance(sum(one == other for one, other in pairs) / len(pairs), expected)


def fleiss(things: Ratings) -> float | None:
    """Return Fleiss' kappa of any number of raters; None if all ratings are of one category.

    kappa = (P - P_e) / (1 - P_e), P the mean over the things of (sum n_j^2 - n) / (n (n - 1)), n_j of n ratings
    being of category j, and P_e the sum of the squared shares of the categories. J. L. Fleiss, Measuring nominal
    scale agreement among many raters, Psychological Bulletin 76 (1971), 378-382. There n is the same for every
    thing; here it may differ, and each thing counts once.
    """
    counts = [Counter(each.values()) for each in things if len(each) > 1]
    if not counts:
        return None
    every: Counter[str] = sum(counts, Counter())
    expected = sum((count / every.total()) ** 2 for count in every.values())
    return _beyond_chance(statistics.fmean(_same(each) for each in counts), expected)


@dataclass(frozen=True)
class Rater:
    """How one rater judges beside the others."""

    rater: Hashable
    #: Things judged by them and by others.
    shared: int
    #: The share of the others' ratings of those things that are like theirs, 0 to 1.
    likeness: float
    #: The modified z-score of `likeness` among all raters; None while there are too few to say.
    score: float | None

    @property
    def is_outlier(self) -> bool:
        return self.score is not None and self.score < -OUTLYING


def raters(things: Ratings) -> list[Rater]:
    """Return everybody who judged something that others judged too, the least alike first."""
    alike: dict[Hashable, list[float]] = defaultdict(list)
    for each in things:
        counts = Counter(each.values())
        for rater, category in each.items():
            if len(each) > 1:
                alike[rater].append((counts[category] - 1) / (len(each) - 1))
    known = {rater: statistics.fmean(shares) for rater, shares in alike.items()}
    enough = [known[rater] for rater, shares in alike.items() if len(shares) >= FEWEST_SHARED]
    found = [
        Rater(
            rater=rater,
            shared=len(shares),
            likeness=known[rater],
            score=_modified_z(known[rater], enough) if len(shares) >= FEWEST_SHARED else None,
        )
        for rater, shares in alike.items()
    ]
    return sorted(found, key=lambda each: (each.likeness, -each.shared, str(each.rater)))


def side_bias(left: int, right: int) -> float:
    """Return how likely so uneven a choice between two sides is, were both alike: a two-sided sign test."""
    most, total = max(left, right), left + right
    tail: float = sum(comb(total, number) for number in range(most, total + 1)) / 2**total
    return min(1.0, 2 * tail)


def _same(counts: Counter[str]) -> float:
    """Return the share of pairs of ratings that are the same."""
    total = counts.total()
    return sum(count * (count - 1) for count in counts.values()) / (total * (total - 1))


def _beyond_chance(observed: float, expected: float) -> float | None:
    return None if expected > 1 - 1e-12 else (observed - expected) / (1 - expected)


def _modified_z(value: float, among: list[float]) -> float | None:
    """Return 0.6745 (value - median) / MAD; where more than half are the same, the mean deviation stands in."""
    if len(among) < FEWEST_RATERS:
        return None
    middle = statistics.median(among)
    distances = [abs(each - middle) for each in among]
    if mad := statistics.median(distances):
        return 0.6745 * (value - middle) / mad
    mean = statistics.fmean(distances)
    return (value - middle) / (1.253314 * mean) if mean else 0.0
