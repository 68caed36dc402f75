"""Handing out, by quantity and by kit, and the receiver's yes or no."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Issue, IssueLine, Kit, LoanItem, Location, ResourceType, Stock
from mentorship.permissions import can_hand_out
from mentorship.services import resources_stock
from mentorship.services.resources_stock import NotEnough, Shortage, exact
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NothingWanted(DomainError):
    message = gettext_lazy("Say what is handed out.")


class AlreadyAnswered(DomainError):
    message = gettext_lazy("This is answered already.")


@dataclass(frozen=True)
class Wanted:
    """So much of `resource`; of a tool any that is fit, or exactly `item`."""

    resource: ResourceType
    quantity: Decimal = Decimal(1)
    item: LoanItem | None = None
    due_date: date | None = None


@transaction.atomic
def issue(
    *,
    to: User,
    lines: Iterable[Wanted],
    location: Location,
    by: User,
    now: datetime,
    kit: Kit | None = None,
    note: str = "",
    partial: bool = False,
    submission: uuid.UUID | None = None,
) -> Issue:
    """Hand `lines` to `to` from `location`: all of it, or with `partial` what there is; the rest is `missing`.

    Sent twice by one form (`submission`), it is handed out once.
    Raises NotAllowed, NothingWanted, BadQuantity, NotEnough.
    """
    require(
        to.is_active and can_hand_out(by, to), _("Supplies are handed out by somebody's mentor or a coordinator.")
    )
    wishes = _merged(lines)
    made, is_new = _begin(submission, to=to, by=by, location=location, kit=kit, note=note, issued_at=now)
    if not is_new:
        return made
    stocks = resources_stock.lock([(wish.resource.pk, location.pk) for wish in wishes])
    given, shortages = _share_out(wishes, stocks, location)
    if shortages and not (partial and any(wish.quantity for wish, _wanted in given)):
        raise NotEnough(shortages)
    for wish, wanted in given:
        _hand_out(made, wish, wanted, stocks, now)
    log(made, "mentorship.issue.hand_out", user=by)
    announce(signals.supplies_issued, sender=Issue, issue=made, by=by)
    return made


def issue_kit(
    *, kit: Kit, to: User, location: Location, by: User, now: datetime, partial: bool = False, note: str = ""
) -> Issue:
    """Hand `kit` to `to` in one step. Raises NotAllowed, NothingWanted, NotEnough.

    With `partial` what there is goes out, and each line says by its `missing` what there was too little of.
    """
    lines = [Wanted(line.resource, line.quantity) for line in kit.lines.select_related("resource")]
    return issue(to=to, lines=lines, location=location, by=by, now=now, kit=kit, note=note, partial=partial)


@transaction.atomic
def accept(*, issue: Issue, by: User, now: datetime) -> Issue:
    """Say yes, for oneself or beside the receiver. Again changes nothing. Raises NotAllowed, AlreadyAnswered."""
    issue = _locked(issue)
    require(can(by, "answer", issue), _("Only the receiver answers, or who hands it out."))
    if issue.state == Issue.State.DECLINED:
        raise AlreadyAnswered(_("This was declined; it is back in the store."))
    if issue.is_offered:
        _answer(issue, Issue.State.ACCEPTED, by, now)
    return issue


@transaction.atomic
def decline(*, issue: Issue, by: User, now: datetime, reason: str = "") -> Issue:
    """Say no: everything goes back to where it came from. Raises NotAllowed, AlreadyAnswered."""
    issue = _locked(issue)
    require(can(by, "answer", issue), _("Only the receiver answers, or who hands it out."))
    if not issue.is_offered:
        raise AlreadyAnswered
    lines = list(issue.lines.select_for_update(of=("self",)).select_related("item__resource").order_by("pk"))
    if any(line.rest < line.quantity for line in lines):
        raise AlreadyAnswered(_("Some of it came back already; take the rest back, too."))
    issue.decline_reason, issue.closed_at = reason, now
    stocks = resources_stock.lock([(line.resource_id, issue.location_id) for line in lines], make=True)
    for line in lines:
        if line.quantity:
            stock = stocks[line.resource_id, issue.location_id]
            resources_stock.move(stock, line.quantity, "returned", by=by, now=now, item=line.item, line=line)
            if line.item:
                resources_stock.place(line.item, issue.location)
            line.returned = line.quantity
            line.save(update_fields=["returned"])
    _answer(issue, Issue.State.DECLINED, by, now)
    return issue


def _begin(submission: uuid.UUID | None, **values: object) -> tuple[Issue, bool]:
    if submission is None:
        return Issue.objects.create(**values), True
    return Issue.objects.get_or_create(submission=submission, defaults=values)


def _merged(lines: Iterable[Wanted]) -> list[Wanted]:
    """One wish per material and per chosen tool, each with a quantity that can be."""
    found: dict[tuple[int, int | None], Wanted] = {}
    for line in lines:
        quantity = exact(line.quantity, of=line.resource)
        key = (line.resource.pk, line.item.pk if line.item else None)
        if line.item and (quantity != 1 or key in found or line.item.resource_id != line.resource.pk):
            raise resources_stock.ToolsAreSingle
        before = found[key].quantity if key in found else Decimal(0)
        found[key] = replace(line, quantity=before + quantity)
    if not found:
        raise NothingWanted
    return list(found.values())


def _share_out(
    wishes: Sequence[Wanted], stocks: dict[resources_stock.Key, Stock], location: Location
) -> tuple[list[tuple[Wanted, Decimal]], list[Shortage]]:
    """Return what can be handed out as (wish with what there is, what was wanted), and what is missing."""
    given: list[tuple[Wanted, Decimal]] = []
    shortages = []
    tools = _tools_here([wish.resource for wish in wishes if wish.resource.is_loan], location)
    for wish in sorted(wishes, key=lambda wish: wish.item is None):  # whoever wants one by its number comes first
        if wish.resource.is_loan:
            chosen = _choose(tools.get(wish.resource.pk, []), wish)
            given += [(replace(wish, quantity=Decimal(1), item=item), Decimal(1)) for item in chosen]
            there = Decimal(len(chosen))
            if there < wish.quantity:
                given.append((replace(wish, quantity=Decimal(0), item=None), wish.quantity - there))
        else:
            stock = stocks.get((wish.resource.pk, location.pk))
            there = min(stock.quantity if stock else Decimal(0), wish.quantity)
            given.append((replace(wish, quantity=there), wish.quantity))
        if there < wish.quantity:
            shortages.append(Shortage(wish.resource, wish.quantity, there, wish.item))
    return given, shortages


def _tools_here(resources: Sequence[ResourceType], location: Location) -> dict[int, list[LoanItem]]:
    found: dict[int, list[LoanItem]] = {}
    if resources:
        rows = LoanItem.objects.select_for_update(of=("self",)).filter(
            resource__in=resources, location=location, state=LoanItem.State.HERE
        )
        for item in rows.order_by("pk"):
            found.setdefault(item.resource_id, []).append(item)
    return found


def _choose(tools: list[LoanItem], wish: Wanted) -> list[LoanItem]:
    """Take from `tools` the one that is wanted, or as many fit ones as are wanted and there."""
    if wish.item:
        chosen = [tool for tool in tools if tool.pk == wish.item.pk]
    else:
        fit = [tool for tool in tools if tool.condition != LoanItem.Condition.BROKEN]
        chosen = fit[: int(wish.quantity)]
    for tool in chosen:
        tools.remove(tool)
    return chosen


def _hand_out(
    issue: Issue, wish: Wanted, wanted: Decimal, stocks: dict[resources_stock.Key, Stock], now: datetime
) -> None:
    due = wish.due_date or timezone.localdate(now) + timedelta(days=wish.resource.loan_days)
    line = IssueLine.objects.create(
        issue=issue,
        resource=wish.resource,
        item=wish.item,
        wanted=wanted,
        quantity=wish.quantity,
        unit_cost=wish.resource.unit_cost,
        currency=wish.resource.currency,
        due_date=due if wish.item else None,
    )
    if wish.quantity:
        stock = stocks[wish.resource.pk, issue.location_id]
        resources_stock.move(stock, -wish.quantity, "issued", by=issue.by, now=now, item=wish.item, line=line)
    if wish.item:
        resources_stock.place(wish.item, None, LoanItem.State.OUT)


def _locked(issue: Issue) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",)).select_related("to", "by", "location")
    return rows.get(pk=issue.pk)


def _answer(issue: Issue, state: Issue.State, by: User, now: datetime) -> None:
    issue.state, issue.answered_at, issue.answered_by = state, now, by
    issue.save()
    log(issue, f"mentorship.issue.{'accept' if state == Issue.State.ACCEPTED else 'decline'}", user=by)
    announce(signals.supplies_answered, sender=Issue, issue=issue, by=by)
