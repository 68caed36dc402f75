"""What a maker asks for sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop.models import Listing, ShippingProfile, ShippingRate
from shop.services.listings import seller_of

MOST_PROFILES = 20
MOST_MINOR = 999_999


class NoRates(DomainError):
    message = gettext_lazy("Say what sending costs to at least one country, or everywhere.")


class SameCountryTwice(DomainError):
    message = gettext_lazy("Each country can have one price. One of them is there twice.")


class BadRate(DomainError):
    message = gettext_lazy("A further piece cannot cost more than the first, and no amount can be negative.")


class SameName(DomainError):
    message = gettext_lazy("You have a way of sending with this name already.")


class TooManyProfiles(DomainError):
    message = gettext_lazy("That is as many ways of sending as one shop may have.")


class InUse(DomainError):
    message = gettext_lazy("Some of your pieces are sent this way. Choose another way for them first.")


@dataclass(frozen=True)
class Rate:
    """Amounts in smallest units; an empty country stands for every one that has no rate of its own."""

    country: str
    first_minor: int
    more_minor: int = 0
    free_from_minor: int | None = None

    @property
    def makes_sense(self) -> bool:
        free_from = self.free_from_minor
        return 0 <= self.more_minor <= self.first_minor <= MOST_MINOR and (free_from is None or free_from > 0)


@transaction.atomic
def save(*, name: str, rates: Iterable[Rate], by: User, profile: ShippingProfile | None = None) -> ShippingProfile:
    """Set a way of sending of `by` up, or change `profile` altogether.

    Orders that exist keep what they cost. Raises NotAllowed, NoRates, SameCountryTwice, BadRate, SameName,
    TooManyProfiles.
    """
    require(can(by, "create", Listing), _("Only participants sell."))
    seller = seller_of(user=by)
    if profile:
        profile = ShippingProfile.objects.select_for_update().get(pk=profile.pk)
        require(profile.seller_id == seller.pk, _("Only the seller changes this."))
    elif seller.shipping_profiles.count() >= MOST_PROFILES:
        raise TooManyProfiles
    rates = list(rates)
    _check(rates)
    profile = profile or ShippingProfile(seller=seller)
    profile.name = name
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise SameName from error
    profile.rates.all().delete()
    ShippingRate.objects.bulk_create(
        ShippingRate(
            profile=profile,
            country_id=rate.country or None,
            first_minor=rate.first_minor,
            more_minor=rate.more_minor,
            free_from_minor=rate.free_from_minor,
        )
        for rate in rates
    )
    return profile


@transaction.atomic
def remove(*, profile: ShippingProfile, by: User) -> None:
    """Forget a way of sending that no piece uses. Raises NotAllowed, InUse."""
    profile = ShippingProfile.objects.select_related("seller").select_for_update(of=("self",)).get(pk=profile.pk)
    require(profile.seller.user_id == by.pk, _("Only the seller changes this."))
    try:
        profile.delete()
    except ProtectedError as error:
        raise InUse from error


def _check(rates: list[Rate]) -> None:
    if not rates:
        raise NoRates
    if len({rate.country for rate in rates}) < len(rates):
        raise SameCountryTwice
    if not all(rate.makes_sense for rate in rates):
        raise BadRate
