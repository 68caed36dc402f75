"""Booking money: every fact once, every entry balanced, credit positive."""

from shop.services.ledger.books import (
    AlreadyReversed,
    Kind,
    Leg,
    NotEnough,
    Purse,
    Unbalanced,
    balance,
    lock_people,
    post,
    pot_of,
)
from shop.services.ledger.income import post_capture, post_earnings, post_provider_fee, post_refund, post_release
from shop.services.ledger.returns import (
    NotOfThisPayment,
    post_dispute,
    post_dispute_lost,
    post_dispute_won,
    post_sale_refund,
    reverse,
    spread,
)

__all__ = [
    "AlreadyReversed",
    "Kind",
    "Leg",
    "NotEnough",
    "NotOfThisPayment",
    "Purse",
    "Unbalanced",
    "balance",
    "lock_people",
    "post",
    "post_capture",
    "post_dispute",
    "post_dispute_lost",
    "post_dispute_won",
    "post_earnings",
    "post_provider_fee",
    "post_refund",
    "post_release",
    "post_sale_refund",
    "pot_of",
    "reverse",
    "spread",
]
