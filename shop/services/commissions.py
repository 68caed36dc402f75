"""Commissions: a maker offers, the buyer accepts and pays a deposit; it is made, paid and handed over.

What goes back of the deposit is told with the offer: all of it until work begins or when the maker cancels; once
work has begun and the buyer cancels, the maker keeps `kept_percent` of it.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship.models import Commission, Project
from mentorship.services import projects
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_approve_publishing
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require
from shop import money
from shop.models import CommissionOffer, CommissionPart, Payment, SaleLine
from shop.payments.base import ProviderDown
from shop.services import checkout, commission_parts, listings, orders, refunds
from shop.signals import commission_moved, line_shipped

Status = CommissionOffer.Status
Kind = CommissionPart.Kind
logger = logging.getLogger(__name__)

LEAST_DEPOSIT, MOST_DEPOSIT = 10, 90
LONGEST = timedelta(days=730)
#: A visitor's link opens their commission for this long.
LINK_DAYS = 730
SALT = "shop.commission"


class NotNow(DomainError):
    message = gettext_lazy("This is not possible as the commission stands. Please look again.")


class OfferedAlready(DomainError):
    message = gettext_lazy("You have made an offer for this request. Withdraw it before you make another.")


class BadDeposit(DomainError):
    message = gettext_lazy("The deposit is between 10 and 90 per cent, and neither part is below 0.50.")


class BadKept(DomainError):
    message = gettext_lazy("Say between 0 and 100 per cent.")


class BadDay(DomainError):
    message = gettext_lazy("Promise a day between tomorrow and two years from now.")


class SayWhy(DomainError):
    message = gettext_lazy("Say why, so that the other side understands.")


class NotYourWork(DomainError):
    message = gettext_lazy("Choose one of your own works.")


@dataclass(frozen=True)
class Terms:
    title: str
    included: str
    price: Decimal
    deposit_percent: int
    promised_on: date
    kept_percent: int = 50
    is_sent: bool = True


def offer(*, request: Commission, terms: Terms, by: User, submission: uuid.UUID, now: datetime) -> CommissionOffer:
    """Offer to make what `request` asks for; once for each `submission`.

    Where somebody has to look first, it waits. Raises NotAllowed, OfferedAlready, BadPrice,
    BadDeposit, BadKept, BadDay.
    """
    require(
        request.maker_id == by.pk and by.is_active and by.has_role(roles.PARTICIPANT),
        _("Only the maker who was asked makes an offer."),
    )
    row = CommissionOffer(request=request, buyer=request.asker, submission=submission, **_terms(terms, now))
    row.seller = listings.seller_of(user=by)
    row.status = Status.WAITING if listings.needs_look(by) else Status.OFFERED
    try:
        with transaction.atomic():
            row.save()
            log(row, "shop.commission.offer", user=by)
            announce(commission_moved, CommissionOffer, offer=row, by=by)
    except IntegrityError as error:
        before = CommissionOffer.objects.filter(submission=submission, seller__user=by).first()
        if before is None:
            raise OfferedAlready from error
        return before
    return row


def _terms(terms: Terms, now: datetime) -> dict[str, Any]:
    currency = settings.OSCAR_DEFAULT_CURRENCY
    price = money.to_minor(listings.exact_price(terms.price), currency)
    deposit = price * terms.deposit_percent // 100
    least = commission_parts.least_minor()
    if not LEAST_DEPOSIT <= terms.deposit_percent <= MOST_DEPOSIT or min(deposit, price - deposit) < least:
        raise BadDeposit
    if not 0 <= terms.kept_percent <= 100:
        raise BadKept
    if not now.date() < terms.promised_on <= (now + LONGEST).date():
        raise BadDay
    return {
        "title": terms.title,
        "included": terms.included,
        "currency": currency,
        "price_minor": price,
        "deposit_minor": deposit,
        "kept_percent": terms.kept_percent,
        "promised_on": terms.promised_on,
        "is_sent": terms.is_sent,
    }


@transaction.atomic
def decide(*, offer: CommissionOffer, approved: bool, by: User, note: str = "") -> CommissionOffer:
    """Let a waiting offer go to its buyer, or give it back with a `note`. Raises NotAllowed, NotNow, SayWhy."""
    offer = commission_parts.locked(offer)
    require(can_approve_publishing(by, offer.seller.user), _("Only who accompanies the maker decides."))
    _require_in(offer, Status.WAITING)
    if not approved and not note.strip():
        raise SayWhy
    offer.decided_by = by
    return _move(offer, Status.OFFERED if approved else Status.WITHDRAWN, by, note)


@transaction.atomic
def withdraw(*, offer: CommissionOffer, by: User, note: str = "") -> CommissionOffer:
    """Take an offer back that nobody has paid for. Raises NotAllowed, NotNow, BeingPaid."""
    offer = commission_parts.locked(offer)
    _require_maker(offer, by)
    _require_in(offer, Status.WAITING, Status.OFFERED, Status.ACCEPTED)
    commission_parts.close(offer=offer)
    return _move(offer, Status.WITHDRAWN, by, note)


@transaction.atomic
def decline(*, offer: CommissionOffer, by: Any, note: str = "") -> CommissionOffer:
    """Say no to an offer before anything is paid. Raises NotAllowed, NotNow, BeingPaid."""
    offer = commission_parts.locked(offer)
    _require_buyer(offer, by)
    _require_in(offer, Status.OFFERED, Status.ACCEPTED)
    commission_parts.close(offer=offer)
    return _move(offer, Status.DECLINED, by, note)


@transaction.atomic
def accept(*, offer: CommissionOffer, by: Any) -> CommissionOffer:
    """Agree to the terms; the deposit can be paid from now on. Raises NotAllowed, NotNow."""
    offer = commission_parts.locked(offer)
    _require_buyer(offer, by)
    _require_in(offer, Status.OFFERED)
    commission_parts.make(offer=offer)
    return _move(offer, Status.ACCEPTED, by)


@transaction.atomic
def pay(*, offer: CommissionOffer, details: checkout.Details, by: Any, now: datetime) -> Payment:
    """Order the deposit or the rest, whichever is due, and return its payment: twice at once is one payment.

    Raises NotAllowed, NotNow, AddressMissing, BeingPaid, NoWayToPay, UnknownProvider.
    """
    offer = commission_parts.locked(offer)
    _require_buyer(offer, by)
    _require_in(offer, Status.ACCEPTED, Status.READY)
    if needs_address(offer) and details.address is None:
        raise checkout.AddressMissing
    return commission_parts.order(offer=offer, details=details, now=now)


def needs_address(offer: CommissionOffer) -> bool:
    """Whether who pays now has to say where it is sent: with the rest, of what is sent."""
    return offer.is_sent and offer.payable == Kind.REST


@transaction.atomic
def begin(*, offer: CommissionOffer, by: User) -> CommissionOffer:
    """Say that the work has begun. Raises NotAllowed, NotNow."""
    offer = commission_parts.locked(offer)
    _require_maker(offer, by)
    _require_in(offer, Status.DEPOSIT_PAID)
    return _move(offer, Status.IN_WORK, by)


@transaction.atomic
def finish(*, offer: CommissionOffer, by: User) -> CommissionOffer:
    """Say that the piece is ready; the rest can be paid from now on. Raises NotAllowed, NotNow."""
    offer = commission_parts.locked(offer)
    _require_maker(offer, by)
    _require_in(offer, Status.IN_WORK)
    return _move(offer, Status.READY, by)


@transaction.atomic
def deliver(
    *,
    offer: CommissionOffer,
    by: User,
    now: datetime,
    project: Project | None = None,
    tracking: str = "",
    carrier: str = "",
) -> CommissionOffer:
    """Say that the piece is with its buyer or on its way; it becomes a work of the maker, if it is none yet.

    Raises NotAllowed, NotNow, NotYourWork, TooManyProjects, UnknownCarrier.
    """
    offer = commission_parts.locked(offer)
    _require_maker(offer, by)
    _require_in(offer, Status.REST_PAID)
    if project is not None and project.owner_id != by.pk:
        raise NotYourWork
    offer.project = project or _new_work(offer, by, now)
    paid = commission_parts.sales(offer=offer)
    for sale in paid.values():
        orders.hand_over(order=sale.line.order, now=now)
    rest = paid[Kind.REST]
    rest.refresh_from_db()
    orders.note_parcel(sale=rest, carrier=carrier, tracking=tracking)
    announce(line_shipped, SaleLine, sale=rest)
    return _move(offer, Status.DELIVERED, by)


def _new_work(offer: CommissionOffer, by: User, now: datetime) -> Project:
    idea = offer.request.project if offer.request else None
    return projects.create(
        owner=by,
        by=by,
        title=offer.title,
        media_type=idea.media_type if idea else Project.MediaType.OBJECT,
        description=_("Made to order."),
        skills=list(idea.skills.all()) if idea else (),
        status=Project.Status.FINISHED,
        now=now,
    )


def cancel(*, offer: CommissionOffer, by: Any, note: str, now: datetime) -> CommissionOffer:
    """End a commission that was paid for, and give back what was agreed.

    Raises NotAllowed, NotNow, SayWhy, BeingPaid, InDispute. A provider that is down is asked again by the clock.
    """
    offer, owed = _cancel(offer, by, note, now)
    for refund in owed:
        try:
            refunds.give_back(refund=refund, now=now)
        except ProviderDown:
            logger.warning("Refund %s has to wait: the provider does not answer", refund.uuid)
    return offer


@transaction.atomic
def _cancel(offer: CommissionOffer, by: Any, note: str, now: datetime) -> tuple[CommissionOffer, list[Any]]:
    offer = commission_parts.locked(offer)
    is_maker = is_makers(offer, by)
    require(is_maker or is_buyers(offer, by), _("Only maker and buyer cancel this."))
    _require_in(offer, *(CANCELLED_BY_MAKER if is_maker else CANCELLED_BY_BUYER))
    if not note.strip():
        raise SayWhy
    commission_parts.close(offer=offer)
    keeps = 0 if is_maker else kept_now(offer)
    owed = []
    for kind, sale in commission_parts.sales(offer=offer).items():
        back = refunds.left_of(sale=sale) - (keeps if kind == Kind.DEPOSIT else 0)
        if back > 0:
            owed.append(refunds.ask_as_agreed(part=refunds.Part(sale, back), reason=note.strip(), by=by))
        # Nothing will be sent any more: what the maker keeps rests like any other earning and is theirs.
        SaleLine.objects.filter(pk=sale.pk).update(needs_shipping=False)
    return _move(offer, Status.CANCELLED, by, note), owed


CANCELLED_BY_BUYER = (Status.DEPOSIT_PAID, Status.IN_WORK, Status.READY)
CANCELLED_BY_MAKER = (*CANCELLED_BY_BUYER, Status.REST_PAID)


def kept_now(offer: CommissionOffer) -> int:
    """Return what stays with the maker if the buyer cancels as things stand."""
    return offer.kept_minor if offer.status in (Status.IN_WORK, Status.READY) else 0


# Who ------------------------------------------------------------------------------------------------------


def is_makers(offer: CommissionOffer, by: Any) -> bool:
    return bool(by.is_authenticated and by.is_active and offer.seller.user_id == by.pk)


def is_buyers(offer: CommissionOffer, by: Any) -> bool:
    """Whether `by` asked for it. A visitor is whoever came by the link, which the page has proven."""
    if offer.buyer_id is None:
        return not by.is_authenticated
    return bool(by.is_authenticated and by.is_active and offer.buyer_id == by.pk)


def link_token(offer: CommissionOffer) -> str:
    """Make the unguessable end of the address by which a visitor follows their commission."""
    return signing.dumps(offer.public_id, salt=SALT)


def by_link(token: str) -> CommissionOffer | None:
    """Return a visitor's commission by its link; None for any other. What waits for a look is not shown."""
    try:
        number = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    rows = CommissionOffer.objects.filter(public_id=number, buyer=None).exclude(status=Status.WAITING)
    return rows.with_sides().first()


def _require_maker(offer: CommissionOffer, by: Any) -> None:
    require(is_makers(offer, by), _("Only the maker does this."))


def _require_buyer(offer: CommissionOffer, by: Any) -> None:
    require(is_buyers(offer, by), _("Only who asked for it does this."))


def _require_in(offer: CommissionOffer, *states: str) -> None:
    if offer.status not in states:
        raise NotNow


def _move(offer: CommissionOffer, status: str, by: Any, note: str = "") -> CommissionOffer:
    offer.status = status
    offer.note = note.strip()[:300]
    offer.save(update_fields=["status", "note", "decided_by", "project", "updated_at"])
    actor = by if by.is_authenticated else None
    log(offer, "shop.commission.move", user=actor, data={"status": status})
    announce(commission_moved, CommissionOffer, offer=offer, by=actor)
    return offer
