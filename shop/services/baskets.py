"""Putting pieces into a basket, and taking them out."""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core.loading import get_model

from portal.core.exceptions import DomainError
from shop.models import Listing

Basket = get_model("basket", "Basket")

#: Different pieces in one basket: more is no shopper.
MOST_LINES = 200


class NotForSale(DomainError):
    message = gettext_lazy("This piece is not in the shop any more.")


class OwnWork(DomainError):
    message = gettext_lazy("This is your own work: you cannot buy it.")


class SoldOut(DomainError):
    message = gettext_lazy("This piece has been sold.")


class Held(DomainError):
    message = gettext_lazy("Someone is buying this right now. If they do not pay, it comes back soon.")


class TooMany(DomainError):
    """There are not so many left."""


class BadQuantity(DomainError):
    message = gettext_lazy("Choose a whole number from 1 up.")


class NotInBasket(DomainError):
    message = gettext_lazy("This piece is not in your basket.")


class BasketFull(DomainError):
    message = gettext_lazy("Your basket is full. Buy what is in it first.")


class BasketClosed(DomainError):
    message = gettext_lazy("You are paying for this basket at the moment. Finish or cancel that first.")


@transaction.atomic
def add(*, basket: Any, listing: Listing, quantity: int, by: Any) -> Any:
    """Put `quantity` more of `listing` into `basket` (unsaved, if new) and return the line.

    Raises NotForSale, OwnWork, SoldOut, Held, TooMany, BadQuantity, BasketFull, BasketClosed.
    """
    _check_quantity(quantity)
    if basket.pk:
        _lock(basket)
    listing = _fresh(listing)
    _check_open_for(listing, by)
    held = basket.product_quantity(listing.product)
    _check_enough(listing, held + quantity, held)
    if not held and basket.pk and basket.lines.count() >= MOST_LINES:
        raise BasketFull
    line, _created = basket.add_product(listing.product, quantity)
    return line


@transaction.atomic
def set_quantity(*, basket: Any, line_id: int, quantity: int, by: Any) -> Any:
    """Make the line `line_id` of `basket` hold `quantity`.

    Raises NotInBasket, NotForSale, OwnWork, SoldOut, Held, TooMany, BadQuantity, BasketClosed.
    """
    line = _line(basket, line_id)
    _check_quantity(quantity)
    listing = _fresh(Listing.objects.filter(product_id=line.product_id).first())
    _check_open_for(listing, by)
    others = basket.lines.filter(product_id=line.product_id).exclude(pk=line.pk)
    _check_enough(listing, quantity + (others.aggregate(n=Sum("quantity"))["n"] or 0), 0)
    line.quantity = quantity
    line.price_excl_tax = line.price_incl_tax = listing.price
    line.save()
    basket.reset_offer_applications()
    return line


@transaction.atomic
def remove(*, basket: Any, line_id: int) -> None:
    """Take the line `line_id` out of `basket`. Raises NotInBasket, BasketClosed."""
    _line(basket, line_id).delete()
    basket.reset_offer_applications()


@transaction.atomic
def remove_all(*, basket: Any, line_ids: list[int]) -> None:
    """Take these lines out of `basket`, as far as they are in it. Raises BasketClosed."""
    if basket.pk:
        _lock(basket)
        basket.lines.filter(pk__in=line_ids).delete()
        basket.reset_offer_applications()


def _lock(basket: Any) -> None:
    """Hold the basket's row, so that two windows cannot add past the stock together."""
    status = Basket.objects.select_for_update().values_list("status", flat=True).get(pk=basket.pk)
    if status not in Basket.editable_statuses:
        raise BasketClosed


def _line(basket: Any, line_id: int) -> Any:
    if not basket.pk:
        raise NotInBasket
    _lock(basket)
    line = basket.lines.filter(pk=line_id).first()
    if line is None:
        raise NotInBasket
    return line


def _fresh(listing: Listing | None) -> Listing:
    fresh = listing and Listing.objects.select_related("seller").with_piece().filter(pk=listing.pk).first()
    if not fresh:
        raise NotForSale
    return fresh


def _check_quantity(quantity: int) -> None:
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise BadQuantity


def _check_open_for(listing: Listing, by: Any) -> None:
    if not listing.is_shown:
        raise NotForSale
    if by.is_authenticated and listing.seller.user_id == by.pk:
        raise OwnWork
    if listing.is_held:
        raise Held
    if listing.is_sold:
        raise SoldOut


def _check_enough(listing: Listing, wanted: int, held: int) -> None:
    if wanted <= listing.most:
        return
    if held and listing.kind != Listing.Kind.EDITION:
        raise TooMany(_("This is in your basket already, and there is one of it."))
    if listing.kind == Listing.Kind.DIGITAL:
        raise TooMany(_("One download is enough: you may keep it for good."))
    message = ngettext("Only %(left)d is left.", "Only %(left)d are left.", listing.most) % {"left": listing.most}
    if held:
        message += " " + ngettext(
            "You have %(held)d of it in your basket.", "You have %(held)d of them in your basket.", held
        ) % {"held": held}
    raise TooMany(message)
