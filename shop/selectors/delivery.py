"""What sending costs, and how pieces may reach a buyer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oscar.core.loading import get_model

from shop.models import Listing, ShippingProfile, ShippingRate

Country = get_model("address", "Country")

#: {profile: {country code, or "" for everywhere else: rate}}
Rates = Mapping[int, Mapping[str, ShippingRate]]


@dataclass(frozen=True)
class Piece:
    """A line of a basket as the post sees it."""

    listing: Listing
    quantity: int
    worth_minor: int


class NotSentThere(LookupError):
    """One of the pieces is not sent to that country."""


def rates_of(listings: Iterable[Listing]) -> Rates:
    """Load what sending these pieces costs anywhere. One query, none if every price includes it."""
    profiles = {listing.shipping_profile_id for listing in listings} - {None}
    found: dict[int, dict[str, ShippingRate]] = {profile: {} for profile in profiles if profile}
    if profiles:
        for rate in ShippingRate.objects.filter(profile__in=profiles):
            found[rate.profile_id][rate.country_id or ""] = rate
    return found


def cost_minor(*, pieces: Sequence[Piece], country: str, rates: Rates) -> int:
    """Return what one maker asks for sending `pieces` together: the dearest as the first, the others as further.

    Raises NotSentThere.
    """
    asked = []
    for piece in pieces:
        profile = piece.listing.shipping_profile_id
        if profile is None:
            continue
        rate = rates[profile].get(country) or rates[profile].get("")
        if rate is None:
            raise NotSentThere(piece.listing.project.title)
        asked.append((rate, piece))
    worth = sum(piece.worth_minor for piece in pieces)
    due = [(rate, piece.quantity) for rate, piece in asked if not _is_free(rate, worth)]
    if not due:
        return 0
    first = max((rate for rate, _quantity in due), key=lambda rate: (rate.first_minor - rate.more_minor, rate.pk))
    return first.first_minor - first.more_minor + sum(rate.more_minor * quantity for rate, quantity in due)


def _is_free(rate: ShippingRate, worth_minor: int) -> bool:
    return rate.free_from_minor is not None and worth_minor >= rate.free_from_minor


def countries() -> list[str]:
    """List the names of the countries that things are sent to. One query."""
    rows = Country.objects.filter(is_shipping_country=True).order_by("-display_order", "printable_name")
    return list(rows.values_list("printable_name", flat=True))


def profiles_of(*, seller_id: int | None) -> list[ShippingProfile]:
    """List a maker's ways of sending with their rates. Two queries."""
    profiles = ShippingProfile.objects.filter(seller=seller_id).order_by("name")
    return list(profiles.prefetch_related("rates__country"))
