"""Public facts of the shop, in the past tense; announced after commit."""

from django.dispatch import Signal

#: The payment of an order was captured and accepted.
order_settled = Signal()  # provides args: order

#: A maker sent a line on its way.
line_shipped = Signal()  # provides args: sale
