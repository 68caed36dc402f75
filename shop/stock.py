"""The refusal that stock gives when fewer pieces are left than were asked for."""

from typing import Any

from oscar.apps.order.exceptions import UnableToPlaceOrder


class NotEnoughStock(UnableToPlaceOrder):
    def __init__(self, stockrecord: Any) -> None:
        super().__init__("Not enough stock")
        self.stockrecord = stockrecord
