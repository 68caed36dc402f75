"""Holds the fake of PayPal against the models of the official library: what it does not know is not PayPal's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paypalserversdk.models.captured_payment import CapturedPayment
from paypalserversdk.models.order import Order
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.refund import Refund
from paypalserversdk.models.refund_request import RefundRequest

__all__ = ["CapturedPayment", "Order", "OrderRequest", "Refund", "RefundRequest", "problems_of"]


def problems_of(kind: Any, told: Mapping[str, Any]) -> Iterator[str]:
    """Yield each name in `told` that the model does not have, and each that it needs."""
    yield from _walk(kind.from_dictionary(told), told, kind.__name__)


def _walk(model: Any, told: Any, path: str) -> Iterator[str]:
    if isinstance(model, list):
        for number, each in enumerate(model):
            yield from _walk(each, told[number], f"{path}[{number}]")
        return
    names: dict[str, str] = getattr(model, "_names", {})
    if not names or not isinstance(told, Mapping):
        return
    for name in told:
        if name not in names.values():
            yield f"{path}.{name}: not known to the SDK"
    for attribute, name in names.items():
        if name in told:
            yield from _walk(getattr(model, attribute, None), told[name], f"{path}.{name}")
        elif attribute not in getattr(model, "_optionals", ()):
            yield f"{path}.{name}: missing"
