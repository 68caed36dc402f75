"""What the shop expects of a payment provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from portal.core.exceptions import DomainError
from shop.models import Payment, Refund


class ProviderDown(DomainError):
    """The provider did not answer; nothing is known, ask again later."""

    message = "The payment service does not answer at the moment. Nothing was charged. Please try again."


class Status(StrEnum):
    OPEN = "open"
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
class Facts:
    """What the provider says about a payment now. Amount and currency are what it took, not what we asked for."""

    status: Status
    ref: str | None = None
    amount_minor: int = 0
    currency: str = ""


class Provider(Protocol):
    """Every call may be repeated: the payment's (or refund's) uuid is the idempotency key.

    Calls go over a network: never while a row is locked. Each may raise ProviderDown.
    """

    def start(self, payment: Payment, *, return_url: str) -> Session:
        """Open the page where the buyer pays, or return the one that is open already."""

    def fetch(self, payment: Payment) -> Facts:
        """Read what became of the payment."""

    def expire(self, payment: Payment) -> None:
        """Close the page for good, unless it has been paid; afterwards `fetch` tells which."""

    def refund(self, refund: Refund) -> str:
        """Give the money back and return the provider's name for it."""
