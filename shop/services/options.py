"""Sizes and colours of an edition, each with its price and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.ids import public_id
from portal.core.policy import can, require
from shop.models import Listing, Option
from shop.services import listings

StockRecord = get_model("partner", "StockRecord")

MOST_OPTIONS = 40


class OnlyEditions(DomainError):
    message = gettext_lazy("Of an original there is one, so it has no sizes to choose from.")


class NoOptions(DomainError):
    message = gettext_lazy("Name at least one size or colour.")


class TooMany(DomainError):
    message = gettext_lazy("An edition has at most 40 sizes and colours to choose from.")


class SameTwice(DomainError):
    message = gettext_lazy("Two of them are called the same.")


class StillThere(DomainError):
    message = gettext_lazy("What buyers could choose before stays in the list. Set how many to 0 to sell no more.")


@dataclass(frozen=True)
class Choice:
    size: str
    colour: str
    price: Decimal
    quantity: int
    #: The option that this changes; None for a new one.
    pk: int | None = None

    @property
    def name(self) -> tuple[str, str]:
        return self.size.casefold(), self.colour.casefold()


@transaction.atomic
def set_all(*, listing: Listing, choices: Sequence[Choice], by: User) -> Listing:
    """Let buyers of an edition choose among `choices`; from then on the edition itself is not sold as such.

    What somebody is paying for at this moment stays theirs. Raises NotAllowed, OnlyEditions, NoOptions, TooMany,
    SameTwice, StillThere, BadPrice, BadQuantity.
    """
    StockRecord.objects.select_for_update().filter(product_id=listing.product_id).first()
    listing = Listing.objects.with_piece().get(pk=listing.pk)
    require(can(by, "change", listing), _("Only the seller changes this."))
    if listing.kind != Listing.Kind.EDITION:
        raise OnlyEditions
    kept = {record.option.pk: record for record in listing.choices}
    _check(choices, kept)
    try:
        with transaction.atomic():
            for choice in choices:
                _write(listing, choice, kept.get(choice.pk) if choice.pk else None)
    except IntegrityError as error:  # two names were exchanged
        raise SameTwice from error
    base = StockRecord.objects.get(pk=listing.stockrecord.pk)
    base.price = min(listings.exact_price(choice.price) for choice in choices)
    base.num_in_stock = base.num_allocated or 0
    base.save(update_fields=["price", "num_in_stock", "date_updated"])
    log(listing, "shop.listing.change", user=by, data={"options": [f"{c.size} {c.colour}" for c in choices]})
    return listing


def _check(choices: Sequence[Choice], kept: dict[int, Any]) -> None:
    if not choices:
        raise NoOptions
    if len(choices) > MOST_OPTIONS:
        raise TooMany
    if len({choice.name for choice in choices}) < len(choices):
        raise SameTwice
    if set(kept) != {choice.pk for choice in choices if choice.pk}:
        raise StillThere
    for choice in choices:
        if not (choice.size or choice.colour):
            raise NoOptions
        if isinstance(choice.quantity, bool) or not 0 <= choice.quantity <= listings.MOST_COPIES:
            raise listings.BadQuantity(_("Offer between 0 and %(most)d of each.") % {"most": listings.MOST_COPIES})


def _write(listing: Listing, choice: Choice, record: Any) -> None:
    price = listings.exact_price(choice.price)
    if record is None:
        record = StockRecord.objects.create(
            product_id=listing.product_id,
            partner_id=listing.seller.partner_id,
            partner_sku=f"{listing.public_id}-{public_id(6)}",
            price=price,
            price_currency=listing.currency,
            num_in_stock=choice.quantity,
        )
        Option.objects.create(listing=listing, stockrecord=record, size=choice.size, colour=choice.colour)
        return
    record = StockRecord.objects.select_for_update().get(pk=record.pk)
    record.price, record.num_in_stock = price, choice.quantity + (record.num_allocated or 0)
    record.save(update_fields=["price", "num_in_stock", "date_updated"])
    Option.objects.filter(stockrecord=record).update(size=choice.size, colour=choice.colour)
