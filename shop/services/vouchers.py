"""Vouchers: made by makers, counted at the till, and sold no more often than they may be.

The count of uses goes up by one conditional update after the pieces were set aside, and down when an order is
given up; always after the stock, so that two orders never wait for one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.templatetags import ui
from shop import money
from shop.models import Listing, Voucher, VoucherUse
from shop.models.vouchers import MOST_BP
from shop.selectors.delivery import Piece
from shop.services.listings import seller_of

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{3,23}")
MOST_VOUCHERS = 100


class CannotUse(DomainError):
    """One answer to unknown, ended, used up and somebody else's codes, so that nobody finds out by trying."""

    message = gettext_lazy("This code cannot be used for what is in your basket.")


class TooLittleForIt(DomainError):
    """The maker's pieces cost less than the voucher asks for."""


class BadCode(DomainError):
    message = gettext_lazy("Take 4 to 24 letters from A to Z, figures and hyphens.")


class TakenCode(DomainError):
    message = gettext_lazy("This code exists already. Take another one.")


class BadVoucher(DomainError):
    message = gettext_lazy(
        "Say either a part between 1 and 90 per cent or an amount, days in their order, and at least one use."
    )


class TooManyVouchers(DomainError):
    message = gettext_lazy("That is as many vouchers as one shop may have.")


@dataclass(frozen=True)
class Terms:
    """What a voucher takes off, from what worth on, when and how often; amounts in the shop's smallest units."""

    code: str
    percent_bp: int | None = None
    amount_minor: int | None = None
    least_minor: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    most_uses: int | None = None

    @property
    def makes_sense(self) -> bool:
        part, amount = self.percent_bp, self.amount_minor
        takes_off = (part is None) != (amount is None) and (part or amount or 0) > 0
        is_part_fair = part is None or 100 <= part <= MOST_BP
        in_order = not (self.starts_on and self.ends_on) or self.starts_on <= self.ends_on
        return takes_off and is_part_fair and in_order and self.least_minor >= 0 and self.most_uses != 0


@dataclass(frozen=True)
class Discount:
    """What a voucher takes off one basket, in smallest units; it concerns pieces of `seller_id` alone."""

    voucher: Voucher
    amount_minor: int

    @property
    def seller_id(self) -> int:
        return self.voucher.seller_id


def code_of(typed: str) -> str:
    """Return a code as we write it."""
    return "".join(typed.split()).upper()[:40]


# Makers ----------------------------------------------------------------------------------------------------


@transaction.atomic
def make(*, by: User, currency: str, terms: Terms) -> Voucher:
    """Make a voucher for one's own pieces. Raises NotAllowed, BadCode, TakenCode, BadVoucher, TooManyVouchers."""
    require(can(by, "create", Listing), _("Only participants sell."))
    code = code_of(terms.code)
    if not CODE.fullmatch(code):
        raise BadCode
    if not terms.makes_sense:
        raise BadVoucher
    seller = seller_of(user=by)
    if seller.vouchers.count() >= MOST_VOUCHERS:
        raise TooManyVouchers
    values = {name: getattr(terms, name) for name in terms.__dataclass_fields__ if name != "code"}
    try:
        with transaction.atomic():
            voucher = Voucher.objects.create(seller=seller, code=code, currency=currency, **values)
    except IntegrityError as error:
        raise TakenCode from error
    log(seller, "shop.voucher.make", user=by, data={"code": code})
    return voucher


@transaction.atomic
def end(*, voucher: Voucher, by: User) -> None:
    """Let nobody use `voucher` from now on; orders that exist keep it. Raises NotAllowed."""
    voucher = Voucher.objects.select_for_update(of=("self",)).select_related("seller").get(pk=voucher.pk)
    require(voucher.seller.user_id == by.pk and by.is_active, _("This is somebody else's voucher."))
    voucher.is_on = False
    voucher.save(update_fields=["is_on", "updated_at"])


# The till --------------------------------------------------------------------------------------------------


def discount(*, code: str, pieces: Iterable[Piece], currency: str, on: date | None = None) -> Discount | None:
    """Return what `code` takes off these pieces; None without a code. One query.

    Raises CannotUse, TooLittleForIt.
    """
    if not code:
        return None
    usable = Voucher.objects.usable(on=on or timezone.localdate()).filter(code=code_of(code), currency=currency)
    voucher = usable.first()
    if voucher is None:
        raise CannotUse
    worth = sum(piece.worth_minor for piece in pieces if piece.listing.seller_id == voucher.seller_id)
    if not worth:
        raise CannotUse
    if worth < voucher.least_minor:
        least = ui.money(money.from_minor(voucher.least_minor, currency), currency)
        raise TooLittleForIt(_("This code counts from %(least)s of this maker's pieces on.") % {"least": least})
    amount = _taken_off(voucher, worth)
    if not amount:
        raise CannotUse
    return Discount(voucher, amount)


def _taken_off(voucher: Voucher, worth: int) -> int:
    wanted = money.share_of(worth, voucher.percent_bp) if voucher.percent_bp else voucher.amount_minor or 0
    return min(wanted, worth * MOST_BP // 10_000)


def use(*, order: Any, discount: Discount) -> None:
    """Count one use for a new order, whose stock is locked. Raises CannotUse when the last one is gone."""
    if not _count_up(discount.voucher.pk, on=timezone.localdate()):
        raise CannotUse
    code, amount = discount.voucher.code, discount.amount_minor
    VoucherUse.objects.create(voucher=discount.voucher, order=order, code=code, amount_minor=amount)


def give_back(*, order: Any) -> None:
    """Let the use of an order that is given up count no more. The caller holds the order's lock."""
    use = VoucherUse.objects.filter(order=order, counts=True).first()
    if use is None:
        return
    VoucherUse.objects.filter(pk=use.pk).update(counts=False)
    if use.voucher_id is not None:
        Voucher.objects.filter(pk=use.voucher_id, used__gt=0).update(used=F("used") - 1)


def take_again(*, order: Any) -> None:
    """Count the use of an order that was given up and is paid after all. Raises CannotUse if none is left."""
    use = VoucherUse.objects.filter(order=order, counts=False).first()
    if use is None:
        return
    if use.voucher_id is not None and not _count_up(use.voucher_id):
        raise CannotUse
    VoucherUse.objects.filter(pk=use.pk).update(counts=True)


def _count_up(voucher_id: int, on: date | None = None) -> bool:
    """Take one use, if one is left (and on a day, if it is usable then): one statement, so two cannot share it."""
    left = Voucher.objects.filter(pk=voucher_id)
    left = left.usable(on=on) if on else left.exclude(most_uses__isnull=False, used__gte=F("most_uses"))
    return bool(left.update(used=F("used") + 1))
