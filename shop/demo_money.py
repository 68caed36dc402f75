"""How makers of the demo save, and what was paid out; made through services, a rerun adds nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import Consent, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import consents
from portal.core.table_files import Table, as_pdf
from portal.demo.content import shapes
from shop import money
from shop.allocation import How
from shop.models import Payout
from shop.selectors import purses
from shop.services import payouts, saving_plans
from shop.services.saving_plans import Plan

Users = Mapping[str, User]


def load_saving(*, content: Iterable[shapes.Saving], shared: Iterable[str], users: Users, now: datetime) -> None:
    """Let people say how their sales are saved, and some let their mentor see it."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    for each in content:
        owner = users[each.owner]
        plan = Plan(
            how=How.PERCENT,
            place=_place(owner, currency, each.goal),
            basis_points=each.percent * 100,
            cap_minor=money.to_minor(Decimal(each.until), currency),
            then_place=purses.GENERAL,
        )
        saving_plans.adopt(owner=owner, currency=currency, plans=[plan], by=owner, now=now)
    for key in shared:
        if not consent_holds(users[key], Consent.Kind.MONEY):
            consents.give_consent(user=users[key], kind=Consent.Kind.MONEY, by=users[key], now=now)


def _place(owner: User, currency: str, title: str) -> str:
    return next(place.key for place in purses.places(owner, currency) if place.name == title)


def load_payouts(*, content: Iterable[shapes.PaidOut], users: Users, by: User, now: datetime) -> int:
    """Let `by` hand out what is not handed out yet, with a receipt; return how many payouts there are."""
    for each in content:
        if not Payout.objects.filter(ref=each.receipt).exists():
            _pay_out(each, users[each.person], by, now)
    return Payout.objects.count()


def is_loaded(*, last: shapes.PaidOut) -> bool:
    """Whether the payout that is made last is there."""
    return Payout.objects.filter(ref=last.receipt).exists()


def _pay_out(each: shapes.PaidOut, person: User, by: User, now: datetime) -> None:
    currency = settings.OSCAR_DEFAULT_CURRENCY
    open_one = Payout.objects.open().filter(person=person, currency=currency).first()
    payout = open_one or payouts.request(
        person=person,
        currency=currency,
        amount_minor=money.to_minor(Decimal(each.amount), currency),
        method=Payout.Method.CASH,
        by=person,
        now=now,
        submission=uuid.uuid4(),
    )
    if payout.state == Payout.State.REQUESTED:
        payout = payouts.prepare(payout=payout, by=by, now=now)
    payouts.pay(payout=payout, by=by, now=now, evidence=_receipt(each, person), ref=each.receipt)


def _receipt(each: shapes.PaidOut, person: User) -> SimpleUploadedFile:
    table = Table(
        title=f"Receipt {each.receipt}",
        headers=["Received by", "Amount"],
        rows=[[person.display_name, f"{each.amount} {settings.OSCAR_DEFAULT_CURRENCY}"]],
        numeric=frozenset({1}),
    )
    return SimpleUploadedFile("receipt.pdf", as_pdf(table), content_type="application/pdf")
