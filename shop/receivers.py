"""Facts that the shop follows."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from mentorship.models import Project
from portal.accounts.signals import address_proven
from shop.models import CommissionOffer, Listing, Payout, Question, Review, SaleLine
from shop.services import claiming, letters, listings
from shop.signals import (
    commission_moved,
    line_shipped,
    offer_decided,
    order_settled,
    payout_cancelled,
    payout_failed,
    payout_paid,
    payout_requested,
    question_answered,
    question_asked,
    review_shown,
)


@receiver(post_save, sender=Project, dispatch_uid="shop.project_saved")
def follow_project(instance: Project, created: bool, **_: Any) -> None:
    if not created:
        listings.follow_project(project=instance)


@receiver(order_settled, dispatch_uid="shop.tell_buyer_paid")
def tell_buyer_paid(order: Any, **_: Any) -> None:
    letters.tell_buyer_paid(order=order)


@receiver(order_settled, dispatch_uid="shop.tell_makers_sold")
def tell_makers_sold(order: Any, **_: Any) -> None:
    letters.tell_makers_sold(order=order)


@receiver(line_shipped, dispatch_uid="shop.tell_buyer_sent")
def tell_buyer_sent(sale: SaleLine, **_: Any) -> None:
    letters.tell_buyer_sent(sale=sale)


@receiver(question_asked, dispatch_uid="shop.tell_question_asked")
def tell_question_asked(question: Question, **_: Any) -> None:
    letters.tell_question_asked(question=question)


@receiver(question_answered, dispatch_uid="shop.tell_question_answered")
def tell_question_answered(question: Question, **_: Any) -> None:
    letters.tell_question_answered(question=question)


@receiver(review_shown, dispatch_uid="shop.tell_review_shown")
def tell_review_shown(review: Review, **_: Any) -> None:
    letters.tell_review_shown(review=review)


@receiver(address_proven, dispatch_uid="shop.claim_orders")
def claim_orders(user: Any, **_: Any) -> None:
    claiming.claim(by=user)


@receiver(commission_moved, dispatch_uid="shop.tell_visitor_of_commission")
def tell_visitor_of_commission(offer: CommissionOffer, by: Any, **_: Any) -> None:
    """A visitor hears what the maker does, once it is theirs to see."""
    if by is not None and offer.status not in (CommissionOffer.Status.WAITING, CommissionOffer.Status.WITHDRAWN):
        letters.tell_visitor_of_commission(offer=offer)


@receiver(offer_decided, dispatch_uid="shop.tell_maker_decided")
def tell_maker_decided(listing: Listing, approved: bool, note: str, **_: Any) -> None:
    letters.tell_maker_decided(listing=listing, approved=approved, note=note)


@receiver([payout_requested, payout_paid, payout_failed, payout_cancelled], dispatch_uid="shop.tell_about_payout")
def tell_about_payout(payout: Payout, **_: Any) -> None:
    letters.tell_about_payout(payout=payout)
