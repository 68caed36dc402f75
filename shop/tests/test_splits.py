"""Dividing money: exact for every amount, every share and every currency."""

import os

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shop import money
from shop.splits import CannotSplit, split, take_back

#: 300 in the suite; `SPLIT_EXAMPLES=10000` for the long look.
EXAMPLES = settings(max_examples=int(os.environ.get("SPLIT_EXAMPLES", "300")), deadline=None)
AMOUNTS = st.integers(0, 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)
CURRENCIES = st.sampled_from(sorted(money.EXPONENTS))


@EXAMPLES
@given(AMOUNTS, WEIGHTS)
def test_the_parts_make_exactly_the_amount_and_none_is_a_unit_off(amount, weights):
    assume(sum(weights))

    parts = split(amount, weights)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights)
        assert weight or not part


@EXAMPLES
@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_what_is_split_in_a_currency_is_whole_in_its_own_digits(amount, weights, currency):
    assume(sum(weights))

    parts = [money.from_minor(part, currency) for part in split(amount, weights)]

    assert sum(parts) == money.from_minor(amount, currency)
    assert all(money.to_minor(part, currency) >= 0 for part in parts)


@EXAMPLES
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.lists(st.integers(1, 10**6), max_size=12))
def test_taken_back_in_any_steps_it_ends_with_nothing_everywhere(parts, steps):
    left = list(parts)
    for step in [*steps, sum(parts)]:
        taken = take_back(min(step, sum(left)), left)
        assert all(0 <= one <= rest for one, rest in zip(taken, left, strict=True))
        left = [rest - one for rest, one in zip(left, taken, strict=True)]

    assert left == [0] * len(parts)


@EXAMPLES
@given(AMOUNTS, st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(1, 10**9), max_size=9))
def test_a_sale_divided_and_refunded_in_parts_leaves_nobody_a_unit(gross, share_bp, coop_bp, steps):
    share = money.share_of(gross, share_bp)
    coop = min(money.share_of(gross, coop_bp), gross - share)
    left = [share, coop, gross - share - coop]
    for step in [*steps, gross]:
        taken = take_back(min(step, sum(left)), left)
        left = [rest - one for rest, one in zip(left, taken, strict=True)]

    assert left == [0, 0, 0]


def test_ties_go_to_whoever_stands_first():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(2, [1, 1, 1]) == [1, 1, 0]
    assert split(0, [0, 0]) == [0, 0]


def test_a_hundred_refunds_of_one_end_with_nothing():
    left = [34, 33, 33]
    for _ in range(100):
        left = [rest - one for rest, one in zip(left, take_back(1, left), strict=True)]

    assert left == [0, 0, 0]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_divided_is_refused(amount, weights):
    with pytest.raises(CannotSplit):
        split(amount, weights)


def test_more_than_is_left_is_not_taken_back():
    with pytest.raises(CannotSplit):
        take_back(101, [50, 50])


@EXAMPLES
@given(AMOUNTS, st.sampled_from(["", "stripe", "paypal"]), CURRENCIES)
def test_amounts_survive_the_way_to_a_provider_and_back(amount, provider, currency):
    assert money.from_provider(money.to_provider(amount, currency, provider), currency, provider) == amount
    text = money.to_provider_text(amount, currency, provider)
    assert money.from_provider_text(text, currency, provider) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "provider", "units", "text"),
    [
        (1250, "EUR", "stripe", 1250, "12.50"),
        (1250, "USD", "paypal", 1250, "12.50"),
        (1, "GBP", "paypal", 1, "0.01"),
        (1250, "JPY", "paypal", 1250, "1250"),
        (1250, "JPY", "stripe", 1250, "1250"),
        (1200, "HUF", "paypal", 12, "12"),
        (1250, "HUF", "stripe", 1250, "12.50"),
        (12, "ISK", "stripe", 1200, "12.00"),
    ],
)
def test_each_provider_counts_in_its_own_digits(amount, currency, provider, units, text):
    assert money.to_provider(amount, currency, provider) == units
    assert money.to_provider_text(amount, currency, provider) == text
    assert money.from_provider_text(text, currency, provider) == amount


@pytest.mark.parametrize(
    ("text", "currency", "provider"),
    [
        ("12.505", "EUR", "paypal"),
        ("1250.5", "JPY", "paypal"),
        ("12.5", "HUF", "paypal"),
        ("NaN", "EUR", "paypal"),
        ("", "EUR", "paypal"),
        ("1.00", "KWD", "stripe"),
    ],
)
def test_what_a_provider_could_not_have_meant_is_refused(text, currency, provider):
    with pytest.raises(money.InexactAmount):
        money.from_provider_text(text, currency, provider)


def test_an_amount_that_a_provider_cannot_take_to_the_last_digit_is_refused():
    with pytest.raises(money.InexactAmount):
        money.to_provider(1250, "HUF", "paypal")
    with pytest.raises(money.InexactAmount):
        money.to_provider(12.5, "EUR", "stripe")
