"""What is made to order in the demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from mentorship.models import Commission, Project
from mentorship.services import commissions as requests
from portal.accounts.models import User
from portal.demo.content import shapes
from shop.models import CommissionOffer
from shop.payments import demo as counter
from shop.services import checkout, commissions, payments

Status = CommissionOffer.Status
WHERE = checkout.Address(line1="3 Harbour Row", city="Hamburg", postcode="20457", country="DE")


def load(
    *,
    content: Iterable[shapes.MadeToOrder],
    works: Mapping[str, Project],
    users: Mapping[str, User],
    now: datetime,
) -> int:
    """Ask for the pieces that nobody asked for yet, take each to its state, and return how many there are."""
    told = list(content)
    for each in told:
        asked = uuid5(NAMESPACE_URL, f"made-to-order:{each.work}:{each.asker}")
        if not CommissionOffer.objects.filter(submission=asked).exists():
            with transaction.atomic():
                request = requests.ask(
                    project=works[each.work],
                    by=users[each.asker],
                    message=each.message,
                    budget=each.budget,
                    submission=asked,
                )
                _follow(each, request, users[each.asker], now)
    return len(told)


def _follow(each: shapes.MadeToOrder, request: Commission, asker: User, now: datetime) -> None:
    """Take the steps that lead to the state of the content, each by whose turn it is."""
    maker = request.maker
    terms = commissions.Terms(
        title=each.title,
        included=each.included,
        price=Decimal(each.price),
        deposit_percent=each.deposit_percent,
        promised_on=(now + timedelta(days=each.in_days)).date(),
    )
    offer = commissions.offer(request=request, terms=terms, by=maker, submission=request.submission, now=now)
    steps = {
        Status.ACCEPTED: lambda: commissions.accept(offer=offer, by=asker),
        Status.DEPOSIT_PAID: lambda: _pay(offer, asker, now),
        Status.IN_WORK: lambda: commissions.begin(offer=offer, by=maker),
        Status.READY: lambda: commissions.finish(offer=offer, by=maker),
        Status.REST_PAID: lambda: _pay(offer, asker, now),
        Status.DELIVERED: lambda: commissions.deliver(offer=offer, by=maker, now=now),
    }
    for reached, step in steps.items():
        if offer.status == each.state:
            return
        step()
        offer.refresh_from_db()
        if offer.status != reached:
            raise ValueError(f"{each.title}: {offer.status} where {reached} was due")


def _pay(offer: CommissionOffer, asker: User, now: datetime) -> None:
    details = checkout.Details(email=asker.email, name=asker.display_name, address=WHERE, provider="demo")
    payment = commissions.pay(offer=offer, details=details, by=asker, now=now)
    payments.start(payment=payment, now=now)
    counter.pay(key=payment.uuid)
    payments.sync(payment=payment, now=now)
