"""What buyers say about what they bought: one word for each line, looked at first, answered by the maker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop.models import Review, SaleLine
from shop.selectors import reviews
from shop.signals import review_shown

Status = Review.Status


class NotYet(DomainError):
    message = gettext_lazy("You can say what you think of it once it is paid and has been sent.")


class WentBack(DomainError):
    message = gettext_lazy("The money for this went back, so there is nothing to review.")


class NotWaiting(DomainError):
    message = gettext_lazy("Nobody waits for a look at this any more.")


class SayWhy(DomainError):
    message = gettext_lazy("Say why it is not shown.")


class NotShown(DomainError):
    message = gettext_lazy("This review is not shown, or has changed meanwhile.")


@transaction.atomic
def write(*, sale: SaleLine, by: User | None, name: str, stars: int, text: str = "") -> Review:
    """Say, as the buyer of `sale`, what one thinks of it; the second time changes it, and it is looked at again.

    The caller knows the buyer: by the order's account, or by its signed link. Raises NotYet, WentBack.
    """
    sale = (
        SaleLine.objects.select_for_update(of=("self",)).select_related("line__product__listing").get(pk=sale.pk)
    )
    if sale.needs_shipping and not sale.shipped_at:
        raise NotYet
    if reviews.went_back(sale=sale):
        raise WentBack
    listing = getattr(sale.line.product, "listing", None)
    if listing is None:
        raise NotYet
    said = {"name": name.strip(), "stars": stars, "text": text.strip()}
    again = {"status": Status.WAITING, "decided_by": None, "decided_at": None, "reason": ""}
    review, _new = Review.objects.update_or_create(
        sale=sale, defaults={**said, **again}, create_defaults={**said, "listing": listing, "author": by}
    )
    return review


@transaction.atomic
def decide(*, review: Review, shown: bool, by: User, now: datetime, reason: str = "") -> Review:
    """Let everybody read `review`, or say why not. Raises NotAllowed, NotWaiting, SayWhy."""
    review = _locked(review)
    require(can(by, "decide", review), _("Somebody else decides about this."))
    if review.status != Status.WAITING:
        raise NotWaiting
    if not shown and not reason.strip():
        raise SayWhy
    review.status = Status.SHOWN if shown else Status.REFUSED
    review.decided_by, review.decided_at, review.reason = by, now, "" if shown else reason.strip()
    review.save()
    log(review, "shop.review.decide", user=by, data={"shown": shown})
    if shown:
        announce(review_shown, Review, review=review)
    return review


@transaction.atomic
def take_down(*, review: Review, by: User, now: datetime) -> Review:
    """Show `review` to nobody after a report. Raises NotAllowed, NotShown."""
    return _moved_by_desk(review, Status.SHOWN, Status.REFUSED, by=by, now=now)


@transaction.atomic
def put_back(*, review: Review, by: User, now: datetime) -> Review:
    """Show what was taken down again; not what its buyer has written anew. Raises NotAllowed, NotShown."""
    return _moved_by_desk(review, Status.REFUSED, Status.SHOWN, by=by, now=now)


def _moved_by_desk(review: Review, old: str, new: str, *, by: User, now: datetime) -> Review:
    review = _locked(review)
    require(can(by, "take_down", review), _("Somebody else decides about this."))
    if review.status != old:
        raise NotShown
    review.status, review.decided_by, review.decided_at = Status(new), by, now
    review.reason = _("Reported") if new == Status.REFUSED else ""
    review.save()
    log(review, "shop.review.decide", user=by, data={"shown": new == Status.SHOWN})
    return review


@transaction.atomic
def answer(*, review: Review, text: str, by: User, now: datetime) -> Review:
    """Answer for the maker; the second time replaces the answer, an empty one takes it away.

    Raises NotAllowed, NotShown.
    """
    review = _locked(review)
    require(can(by, "answer", review), _("Only the maker answers."))
    if review.status != Status.SHOWN:
        raise NotShown
    review.answer = text.strip()
    review.answered_at = now if review.answer else None
    review.save(update_fields=["answer", "answered_at", "updated_at"])
    return review


def _locked(review: Review) -> Review:
    rows: Any = Review.objects.select_for_update(of=("self",)).select_related("listing__seller__user")
    found: Review = rows.get(pk=review.pk)
    return found
