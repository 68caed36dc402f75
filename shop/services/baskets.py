"""Putting pieces into a basket, and taking them out."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core.loading import get_model

from portal.core.exceptions import DomainError
from portal.core.templatetags.ui import money
from shop.models import Listing, NamedPrice
from shop.selectors.listings import away
from shop.services import listings as prices

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


class Away(DomainError):
    """The maker takes no orders at the moment."""


class ChooseOption(DomainError):
    message = gettext_lazy("Choose a size or colour.")


class TooLittle(DomainError):
    """The maker asks for more, or this is no amount of money."""


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
def add(
    *,
    basket: Any,
    listing: Listing,
    quantity: int,
    by: Any,
    option: int | None = None,
    price: Decimal | None = None,
) -> Any:
    """Put `quantity` more of `listing` into `basket` (unsaved, if new) and return the line.

    `option` is the key of a size or colour, `price` what the buyer wants to pay for one where they may say so.
    Raises NotForSale, OwnWork, Away, SoldOut, Held, ChooseOption, TooLittle, TooMany, BadQuantity, BasketFull,
    BasketClosed.
    """
    _check_quantity(quantity)
    if basket.pk:
        _lock(basket)
    listing = _fresh(listing)
    _check_open_for(listing, by)
    record = _record(listing, option)
    agreed = _agreed(listing, price)
    held = _held(basket, record)
    _check_enough(listing, record, held + quantity, held)
    if not held and basket.pk and basket.lines.count() >= MOST_LINES:
        raise BasketFull
    line = basket.add_choice(listing.product, quantity, record)
    if agreed is not None:
        NamedPrice.objects.update_or_create(line=line, defaults={"price": agreed})
        _note_price(line, agreed)
    return line


@transaction.atomic
def set_quantity(*, basket: Any, line_id: int, quantity: int, by: Any) -> Any:
    """Make the line `line_id` of `basket` hold `quantity`.

    Raises NotInBasket, NotForSale, OwnWork, Away, SoldOut, Held, TooMany, BadQuantity, BasketClosed.
    """
    line = _line(basket, line_id)
    _check_quantity(quantity)
    listing = _fresh(Listing.objects.filter(product_id=line.product_id).first())
    _check_open_for(listing, by)
    record = next((each for each in listing.for_sale if each.pk == line.stockrecord_id), None)
    if record is None:  # sizes came after it was put in
        raise ChooseOption
    others = basket.lines.filter(stockrecord=record).exclude(pk=line.pk)
    _check_enough(listing, record, quantity + (others.aggregate(n=Sum("quantity"))["n"] or 0), 0)
    line.quantity = quantity
    named = getattr(line, "named_price", None)
    _note_price(line, max(named.price, listing.least_price) if named and listing.least_price else record.price)
    basket.reset_offer_applications()
    return line


def _note_price(line: Any, price: Decimal) -> None:
    line.price_excl_tax = line.price_incl_tax = price
    line.save()


def _record(listing: Listing, option: int | None) -> Any:
    """Return the stock that is bought from: of the chosen size or colour, if there are any."""
    if not listing.choices:
        return listing.stockrecord
    chosen = next((record for record in listing.choices if record.option.pk == option), None)
    if chosen is None:
        raise ChooseOption
    return chosen


def _agreed(listing: Listing, price: Decimal | None) -> Decimal | None:
    """Return what the buyer pays for one where they may name it; None where the price is fixed."""
    if listing.least_price is None:
        return None
    if price is None:
        return listing.price
    try:
        exact = prices.exact_price(price)
    except prices.BadPrice as refusal:
        raise TooLittle(refusal.message) from refusal
    if exact < listing.least_price:
        least = money(listing.least_price, listing.currency)
        raise TooLittle(_("The maker asks for at least %(least)s.") % {"least": least})
    return exact


def _held(basket: Any, record: Any) -> int:
    if not basket.pk:
        return 0
    held: int | None = basket.lines.filter(stockrecord=record).aggregate(n=Sum("quantity"))["n"]
    return held or 0


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
    if listing.seller.is_away:
        raise Away(away(listing=listing))
    if listing.is_held:
        raise Held
    if listing.is_sold:
        raise SoldOut


def _check_enough(listing: Listing, record: Any, wanted: int, held: int) -> None:
    left = 1 if listing.kind == Listing.Kind.DIGITAL else max(0, record.net_stock_level)
    if wanted <= left:
        return
    if held and listing.kind != Listing.Kind.EDITION:
        raise TooMany(_("This is in your basket already, and there is one of it."))
    if listing.kind == Listing.Kind.DIGITAL:
        raise TooMany(_("One download is enough: you may keep it for good."))
    if not left:
        raise TooMany(_("This size or colour is sold out. Choose another one."))
    message = ngettext("Only %(left)d is left.", "Only %(left)d are left.", left) % {"left": left}
    if held:
        message += " " + ngettext(
            "You have %(held)d of it in your basket.", "You have %(held)d of them in your basket.", held
        ) % {"held": held}
    raise TooMany(message)
