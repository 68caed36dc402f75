"""What the shop expects of a payment provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from shop.models import Payment, Refund

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ProviderDown(DomainError):
    """The provider did not answer; nothing is known, ask again later."""

    message = gettext_lazy(
        "The payment service does not answer at the moment. Nothing was charged. Please try again."
    )


class Refused(DomainError):
    """The provider says no, and will say so again."""

    message = gettext_lazy("The payment service refuses this.")


class NotGenuine(DomainError):
    """What claims to be an event was not sent by the provider, or not to us."""

    message = "This is not an event of the payment provider."


class Status(StrEnum):
    OPEN = "open"
    #: The buyer agreed; the money comes when we ask for it (`take`).
    AGREED = "agreed"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Session:
    """A page where the buyer pays, and the provider's name for it."""

    ref: str
    url: str


@dataclass(frozen=True)
class RefundFacts:
    """What the provider says about money that it gave back. `state` is one of Refund.State but "created"."""

    ref: str
    amount_minor: int
    currency: str
    state: str
    #: Ours, if we asked for it.
    uuid: UUID | None = None


@dataclass(frozen=True)
class DisputeFacts:
    """What the provider says about money that the buyer's bank wants back. `state` is one of Dispute.State."""

    ref: str
    amount_minor: int
    currency: str
    state: str
    fee_minor: int = 0
    fee_is_back: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What the provider says about a payment now. Amount and currency are what it took, not what we asked for."""

    status: Status
    ref: str | None = None
    amount_minor: int = 0
    currency: str = ""
    #: The provider's name for the money that it took.
    charge_ref: str | None = None
    #: What the provider keeps of it, once it says so.
    fee_minor: int | None = None
    fee_currency: str = ""
    refunds: tuple[RefundFacts, ...] = ()
    disputes: tuple[DisputeFacts, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What is said about a payout: `state` is sent, paid or failed of Payout.State; `ref` no other payout has."""

    ref: str
    state: str
    #: What the provider keeps for paying, beside the amount.
    fee_minor: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Event:
    """What a webhook brought, once it has been verified."""

    event_id: str
    kind: str
    payload: str


class Provider(Protocol):
    """Every call may be repeated: the payment's (or refund's) uuid is the idempotency key.

    Calls go over a network: never while a row is locked. Each may raise ProviderDown.
    """

    #: What buyers read where they choose.
    label: str | _StrPromise
    hint: str | _StrPromise
    #: Minutes that a page of it stays open at least.
    least_minutes: int

    def start(self, payment: Payment, *, return_url: str) -> Session:
        """Open the page where the buyer pays, or return the one that is open already. Raises Refused."""

    def fetch(self, payment: Payment) -> Facts:
        """Read what became of the payment."""

    def take(self, payment: Payment) -> None:
        """Take the money of a buyer who agreed. Raises Refused if it does not come, or not from there."""

    def close(self, payment: Payment, *, return_url: str) -> Facts:
        """Close the page for good, unless it has been paid, and say which; only then pieces are given back."""

    def refund(self, refund: Refund) -> RefundFacts:
        """Give money back. `refund.key_number` tells a new try from the same one. Raises Refused."""

    def find_refund(self, refund: Refund) -> RefundFacts | None:
        """Look whether a refund was made although its answer was lost."""

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        """Verify what came to our webhook. Raises NotGenuine, ProviderDown."""

    def payment_of(self, payload: Any) -> UUID | None:
        """Say which payment a verified event (its parsed body) is about; None if it is none of ours."""


class Recaller(Protocol):
    """A provider that keeps what it told, so that lost events can be fetched."""

    def missed(self, *, since: datetime) -> Iterable[Event]:
        """Yield what was told since then, as its webhook would have brought it. Raises ProviderDown."""


def uuid_in(text: Any) -> UUID | None:
    """Read a uuid that we gave to the provider; None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
