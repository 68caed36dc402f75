"""Wishing for pieces."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop.models import Listing, Wish

MOST = 500


class TooManyWishes(DomainError):
    message = gettext_lazy("Your wish list is full. Take something off it first.")


def wish(*, listing: Listing, by: User) -> Wish:
    """Put `listing` on the wish list of `by`, once. Raises TooManyWishes."""
    if Wish.objects.filter(user=by).count() >= MOST:
        raise TooManyWishes
    return Wish.objects.get_or_create(user=by, listing=listing)[0]


def forget(*, listing: Listing, by: User) -> None:
    """Take `listing` off the wish list of `by`."""
    Wish.objects.filter(user=by, listing=listing).delete()
