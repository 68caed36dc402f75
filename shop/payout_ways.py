"""How money leaves: one interface. Each way may be called again with the same payout and pays once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from shop.models import LedgerAccount, Payout, PayoutAccount
from shop.payments.base import Sent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Who moves the money, and what knows how.
WAYS = {
    "manual": "shop.payout_ways.Manual",
    "stripe": "shop.payments.stripe_transfers.StripeTransfers",
    "paypal": "shop.payments.paypal_payouts.PayPalPayouts",
}
#: Ways where makers first open an account on the provider's pages.
OPENERS = ("stripe",)


class UnknownWay(DomainError):
    message = gettext_lazy("Nobody knows how to pay this out.")


class Way(Protocol):
    label: str | _StrPromise
    #: Whether somebody proves by a file that they paid; else a provider is called, over a network.
    needs_evidence: bool
    #: The ledger's account that the money leaves.
    leaves: str
    #: Whether a fault is said again as long as the same key is used, so that another one is needed.
    stores_errors: bool

    def send(self, payout: Payout, *, told_ref: str = "") -> Sent:
        """Pay, unless it was paid before under this `key_number`. Raises Refused: nothing left; ProviderDown."""

    def find(self, payout: Payout) -> Sent | None:
        """Look whether it was paid although the answer was lost. Raises ProviderDown."""

    def read(self, payout: Payout) -> Sent:
        """Read what became of it. Raises ProviderDown."""

    def payout_of(self, payload: Any) -> str:
        """Say which payout (its public id) a verified event is about; nothing if it is none."""


class Opener(Protocol):
    """A way whose provider gives makers accounts."""

    def open_account(self, account: PayoutAccount) -> str:
        """Open it, once for each of our rows, and return its name. Raises Refused, ProviderDown."""

    def account_page(self, account: PayoutAccount, *, return_url: str) -> str:
        """Return the address where its owner tells the provider what it asks for. Raises Refused, ProviderDown."""

    def is_ready(self, account: PayoutAccount) -> bool:
        """Ask whether money can go there. Raises ProviderDown."""

    def account_of(self, payload: Any) -> str:
        """Say which account a verified event is about; nothing if it is about none."""


class Manual:
    """People pay by hand - cash, mobile money, a transfer - and say so with a proof."""

    label = gettext_lazy("By hand")
    needs_evidence = True
    leaves = LedgerAccount.Kind.BANK
    stores_errors = False

    def send(self, payout: Payout, *, told_ref: str = "") -> Sent:
        return Sent(told_ref or f"manual-{payout.public_id}", Payout.State.PAID)

    def find(self, payout: Payout) -> Sent | None:
        return None

    def read(self, payout: Payout) -> Sent:
        return Sent(str(payout.ref), payout.state)

    def payout_of(self, payload: Any) -> str:
        return ""


@cache
def _made(name: str) -> Any:
    return import_string(WAYS[name])()


def by_name(name: str) -> Way:
    """Return the way called `name`, switched on or not: what was sent must be followed. Raises UnknownWay."""
    if name not in WAYS:
        raise UnknownWay
    way: Way = _made(name)
    return way


def opener(name: str) -> Opener:
    """Return the way `name` that opens accounts. Raises UnknownWay."""
    if name not in OPENERS:
        raise UnknownWay
    way: Opener = _made(name)
    return way


def of_method(method: str) -> str:
    """Return who moves the money where people choose `method`."""
    return method if method in WAYS else "manual"


def offered() -> list[Payout.Method]:
    """Return the methods that may be chosen now."""
    ways = ("manual", *settings.PAYOUT_PROVIDERS)
    return [method for method in Payout.Method if of_method(method) in ways]
