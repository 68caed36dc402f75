"""Amounts as whole numbers of a currency's smallest unit, and how a sale is shared."""

from decimal import Decimal, InvalidOperation

from portal.core.exceptions import DomainError

#: Digits behind the point of every currency that may be used. Sources disagree about the rare ones: allow few.
EXPONENTS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "CAD": 2, "AUD": 2, "SEK": 2, "NOK": 2, "DKK": 2, "JPY": 0}

#: Where a provider counts otherwise than we do: digits behind the point of the numbers that it takes and gives.
PROVIDER_EXPONENTS = {
    "stripe": {"HUF": 2, "ISK": 2, "TWD": 2, "UGX": 2},
    "paypal": {"HUF": 0, "TWD": 0},
}
#: What we would count in, were these sold: known to be troublesome, so that a mistake is refused and not paid.
TROUBLESOME = {"HUF": 2, "ISK": 0, "TWD": 2, "UGX": 0}


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
    if not isinstance(amount, Decimal):
        raise InexactAmount
    return _whole(amount, exponent(currency))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """Turn whole smallest units into a Decimal with the currency's digits."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def provider_exponent(currency: str, provider: str) -> int:
    """Return the digits behind the point in numbers of `provider`. Raises InexactAmount."""
    special = PROVIDER_EXPONENTS.get(provider, {})
    return special[currency] if currency in special else exponent(currency)


def to_provider(amount_minor: int, currency: str, provider: str) -> int:
    """Turn our smallest units into those that `provider` counts in, exactly. Raises InexactAmount."""
    return _rescale(amount_minor, _own_exponent(currency), provider_exponent(currency, provider))


def from_provider(amount: int, currency: str, provider: str) -> int:
    """Turn the units that `provider` counts in into our smallest units, exactly. Raises InexactAmount."""
    return _rescale(amount, provider_exponent(currency, provider), _own_exponent(currency))


def to_provider_text(amount_minor: int, currency: str, provider: str) -> str:
    """Write an amount with the digits that `provider` reads: "12.50", "1250" in yen. Raises InexactAmount."""
    digits = provider_exponent(currency, provider)
    return f"{Decimal(to_provider(amount_minor, currency, provider)).scaleb(-digits):.{digits}f}"


def from_provider_text(text: str, currency: str, provider: str) -> int:
    """Read an amount that `provider` wrote into our smallest units, exactly. Raises InexactAmount."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise InexactAmount from None
    return from_provider(_whole(amount, provider_exponent(currency, provider)), currency, provider)


def _own_exponent(currency: str) -> int:
    return TROUBLESOME[currency] if currency in TROUBLESOME else exponent(currency)


def _rescale(amount: int, old: int, new: int) -> int:
    if type(amount) is not int:
        raise InexactAmount
    if new >= old:
        return amount * int(10 ** (new - old))
    whole, rest = divmod(amount, int(10 ** (old - new)))
    if rest:
        raise InexactAmount
    return whole


def _whole(amount: Decimal, digits: int) -> int:
    if not amount.is_finite():
        raise InexactAmount
    scaled = amount.scaleb(digits)
    if int(scaled) != scaled:
        raise InexactAmount
    return int(scaled)


def share_of(amount_minor: int, basis_points: int) -> int:
    """Return the part of `amount_minor` that `basis_points` (100 = 1 %) make, rounded half-up; never above it."""
    if amount_minor < 0 or not 0 <= basis_points <= 10_000:
        raise InexactAmount
    return (amount_minor * basis_points + 5_000) // 10_000
