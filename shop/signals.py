"""Public facts of the shop, in the past tense; announced after commit."""

from django.dispatch import Signal

#: The payment of an order was captured and accepted.
order_settled = Signal()  # provides args: order

#: Somebody with an old link to an order asked for a fresh one.
order_link_asked = Signal()  # provides args: order

#: A maker sent a line on its way.
line_shipped = Signal()  # provides args: sale

#: Money went into a pot or out of one by its owner's hand.
savings_moved = Signal()  # provides args: owner

#: Earnings of sales have rested long enough; pots that their rules fill were filled.
earnings_released = Signal()  # provides args: owner

#: Somebody asked a maker about a piece, or asked more.
question_asked = Signal()  # provides args: question

#: A question was answered by the maker, or for them.
question_answered = Signal()  # provides args: question

#: Everybody may read what a buyer said about a piece.
review_shown = Signal()  # provides args: review

#: A maker entered a sale for cash; somebody has to countersign it.
cash_entered = Signal()  # provides args: sale

#: Nobody countersigned a sale for cash in time; its pieces are free again.
cash_lapsed = Signal()  # provides args: sale

#: A commission came a step further, or ended.
commission_moved = Signal()  # provides args: offer, by (None for a visitor)

#: Somebody looked at an offer that waited for it.
offer_decided = Signal()  # provides args: listing, approved, note

#: Somebody asked for their money, or a coordinator for them.
payout_requested = Signal()  # provides args: payout

#: A payout left.
payout_paid = Signal()  # provides args: payout

#: A provider brought a payout back; the money is in hand again.
payout_failed = Signal()  # provides args: payout

#: A payout was called off; the money is in hand again.
payout_cancelled = Signal()  # provides args: payout
