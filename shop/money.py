"""Amounts as whole numbers of a currency's smallest unit, and how a sale is shared."""

from decimal import Decimal

from portal.core.exceptions import DomainError

#: Digits behind the point of every currency that may be used. Sources disagree about the rare ones: allow few.
EXPONENTS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "CAD": 2, "AUD": 2, "SEK": 2, "NOK": 2, "DKK": 2, "JPY": 0}


class InexactAmount(DomainError):
    """The amount cannot be paid in this currency to the last digit."""

    message = "This amount cannot be expressed in the shop's currency."


def exponent(currency: str) -> int:
    """Return the number of digits behind the point; raises InexactAmount for a currency that is not allowed."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InexactAmount(f"The shop does not take {currency}.") from None


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn `amount` into whole smallest units, exactly. Raises InexactAmount."""
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise InexactAmount
    scaled = amount.scaleb(exponent(currency))
    whole = int(scaled)
    if whole != scaled:
        raise InexactAmount
    return whole


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """Turn whole smallest units into a Decimal with the currency's digits."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def share_of(amount_minor: int, basis_points: int) -> int:
    """Return the part of `amount_minor` that `basis_points` (100 = 1 %) make, rounded half-up; never above it."""
    if amount_minor < 0 or not 0 <= basis_points <= 10_000:
        raise InexactAmount
    return (amount_minor * basis_points + 5_000) // 10_000
