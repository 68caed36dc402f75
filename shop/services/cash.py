"""Sales for cash: entered by the maker, countersigned by who accompanies them; same stock, books and savings."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from portal.accounts.models import User
from portal.accounts.permissions import can_approve_publishing
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require
from shop import money
from shop.models import CashSale, Listing, Payment
from shop.services import baskets, direct_orders, orders, payments
from shop.signals import cash_entered, cash_lapsed
from shop.stock import NotEnoughStock

#: For so long the pieces wait for the second signature; then they are free again.
PATIENCE = timedelta(days=30)


class NotYetSold(DomainError):
    message = gettext_lazy("The day of the sale lies ahead.")


class NotWaiting(DomainError):
    message = gettext_lazy("Somebody has decided about this sale before.")


class SayWhy(DomainError):
    message = gettext_lazy("Say what is wrong with it.")


@transaction.atomic
def enter(
    *,
    listing: Listing,
    quantity: int,
    sold_on: date,
    place: str,
    by: User,
    now: datetime,
    option: int | None = None,
) -> CashSale:
    """Write down that `by` sold pieces of their own at the shop's price, and set them aside.

    Raises NotAllowed, NotYetSold and what baskets.add raises.
    """
    require(listing.seller.user_id == by.pk, gettext("Only the maker enters a sale."))
    if sold_on > now.date():
        raise NotYetSold
    basket = direct_orders.basket()
    baskets.add(basket=basket, listing=listing, quantity=quantity, by=AnonymousUser(), option=option)
    try:
        order = direct_orders.place(
            basket=basket, seller=listing.seller, pickup=gettext("From hand to hand"), now=now
        )
    except NotEnoughStock as error:
        raise baskets.SoldOut from error
    payment = Payment.objects.create(
        order=order,
        provider="cash",
        state=Payment.State.PROCESSING,
        amount_minor=money.to_minor(order.total_incl_tax, order.currency),
        currency=order.currency,
        expires_at=now + PATIENCE,
    )
    sale = CashSale.objects.create(payment=payment, entered_by=by, sold_on=sold_on, place=place)
    announce(cash_entered, CashSale, sale=sale)
    return sale


def countersign(*, sale: CashSale, by: User, now: datetime) -> Payment:
    """Say that the money is in the till: the sale is paid and handed over. Raises NotAllowed, NotWaiting."""
    _decide(sale, CashSale.Status.SIGNED, "", by, now)
    payment = payments.sync(payment=sale.payment, now=now)
    orders.hand_over(order=payment.order, now=now)
    return payment


def refuse(*, sale: CashSale, note: str, by: User, now: datetime) -> Payment:
    """Say that it was not so: the pieces are free again. Raises NotAllowed, NotWaiting, SayWhy."""
    if not note.strip():
        raise SayWhy
    _decide(sale, CashSale.Status.REFUSED, note.strip()[:200], by, now)
    return payments.sync(payment=sale.payment, now=now)


def let_go(*, now: datetime, limit: int = 200) -> int:
    """Free the pieces of sales that nobody countersigned in time; return of how many sales."""
    waiting = CashSale.objects.filter(status=CashSale.Status.WAITING, created_at__lte=now - PATIENCE)
    old = list(waiting.select_related("payment").order_by("created_at", "pk")[:limit])
    return sum(_let_go_one(sale, now) for sale in old)


def _let_go_one(sale: CashSale, now: datetime) -> bool:
    with transaction.atomic():
        locked = CashSale.objects.select_for_update(of=("self",)).select_related("payment").get(pk=sale.pk)
        if locked.status != CashSale.Status.WAITING:
            return False  # somebody signed at this very moment
        locked.status, locked.decided_at = CashSale.Status.LAPSED, now
        locked.save(update_fields=["status", "decided_at", "updated_at"])
        announce(cash_lapsed, CashSale, sale=locked)
    payments.sync(payment=locked.payment, now=now)
    return True


@transaction.atomic
def _decide(sale: CashSale, status: str, note: str, by: User, now: datetime) -> None:
    sale = CashSale.objects.select_for_update(of=("self",)).select_related("entered_by").get(pk=sale.pk)
    require(
        can_approve_publishing(by, sale.entered_by), gettext("Only who accompanies the maker countersigns a sale.")
    )
    if sale.status != CashSale.Status.WAITING:
        raise NotWaiting
    sale.status, sale.note, sale.decided_by, sale.decided_at = status, note, by, now
    sale.save(update_fields=["status", "note", "decided_by", "decided_at", "updated_at"])
