"""Dividing whole amounts so that nothing is lost and nothing appears."""

from collections.abc import Sequence

from portal.core.exceptions import DomainError


class CannotSplit(DomainError):
    """There is nothing to divide by, or more is asked back than is there."""

    message = "This amount cannot be divided like that."


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide `amount` (whole, not negative) in proportion to `weights`: the largest remainders get the rest.

    Ties go to whoever stands first. The parts make exactly `amount`. Raises CannotSplit.
    """
    total = sum(weights)
    if amount < 0 or any(weight < 0 for weight in weights) or (amount and not total):
        raise CannotSplit
    if not total:
        return [0 for _ in weights]
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def take_back(amount: int, remaining: Sequence[int]) -> list[int]:
    """Divide `amount` over what is left of each part; none is asked for more than it has. Raises CannotSplit.

    Weights are the remaining amounts, not the first ones: however often, it ends with every part at nothing.
    """
    if amount > sum(remaining):
        raise CannotSplit
    return split(amount, remaining)
