"""Figures of agreement, against examples that others have worked out."""

import pytest

from mentorship import agreement


def things(*rows: str) -> list[dict[str, str]]:
    """Each row is what raters a, b, c… said of one thing; a blank is nobody's word."""
    return [{chr(97 + at): letter for at, letter in enumerate(row) if letter != " "} for row in rows]


#: Fleiss 1971 as worked out in Wikipedia's article "Fleiss' kappa": 10 subjects, 14 raters, 5 categories.
FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def test_fleiss_kappa_is_that_of_the_known_example():
    rows = ["".join(str(category) * count for category, count in enumerate(row)) for row in FLEISS]

    assert agreement.fleiss(things(*rows)) == pytest.approx(0.210, abs=0.0005)
    assert agreement.percent(things(*rows)) == pytest.approx(0.378, abs=0.0005)


def test_cohens_kappa_is_that_of_the_known_example():
    """50 proposals: both yes 20, both no 15, only the first yes 5, only the second yes 10."""
    rows = ["yy"] * 20 + ["nn"] * 15 + ["yn"] * 5 + ["ny"] * 10

    assert agreement.cohen(things(*rows), "a", "b") == pytest.approx(0.4)
    assert agreement.percent(things(*rows)) == pytest.approx(0.7)


def test_what_one_person_judged_says_nothing():
    alone = things("x ", " x", "y ")

    assert agreement.percent(alone) is agreement.fleiss(alone) is None
    assert agreement.cohen(alone, "a", "b") is None


def test_kappa_is_not_defined_where_everybody_always_says_the_same():
    same = things("xx", "xx", "xx")

    assert agreement.percent(same) == 1
    assert agreement.fleiss(same) is agreement.cohen(same, "a", "b") is None


def test_perfect_agreement_is_one_and_worse_than_chance_is_negative():
    assert agreement.fleiss(things("xx", "yy", "xx")) == pytest.approx(1)
    assert agreement.cohen(things("xy", "yx"), "a", "b") == pytest.approx(-1)


def test_numbers_of_raters_may_differ():
    assert agreement.fleiss(things("xxx", "yy ", "x  ", " yy")) == pytest.approx(1)


def test_who_judges_against_all_others_is_an_outlier_and_nobody_else():
    contrary = agreement.raters(things(*["xxxxy", "yyyyx", "xxyxy", "yxyyx", "xxxyy", "yyxyx"]))

    assert [each.rater for each in contrary if each.is_outlier] == ["e"]
    assert contrary[0].rater == "e"
    assert contrary[0].likeness == 0 or contrary[0].likeness < 0.3


def test_a_few_words_make_nobody_an_outlier():
    assert not [each for each in agreement.raters(things("xxxxy", "yyyyx")) if each.is_outlier]
    assert not [each for each in agreement.raters(things(*["xxy"] * 9)) if each.is_outlier]


def test_somebody_who_always_chooses_one_side_stands_out():
    assert agreement.side_bias(5, 5) == 1
    assert agreement.side_bias(9, 1) == pytest.approx(22 / 1024)
    assert agreement.side_bias(10, 0) < agreement.UNLIKELY < agreement.side_bias(7, 3)
