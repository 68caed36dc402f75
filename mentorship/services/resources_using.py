"""What becomes of what somebody has: used, lost, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Issue, IssueLine, LoanItem, Location, Project, UsageLog
from mentorship.services import resources_stock
from mentorship.services.resources_stock import exact, spoken
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class MoreThanThereIs(DomainError):
    """More was said to be used or back than the person has."""


class NotAccepted(DomainError):
    message = gettext_lazy("Say first that you have received it.")


class ToolsStay(DomainError):
    message = gettext_lazy("A tool is not used up: bring it back, or say that it is lost.")


class NotTheirWork(DomainError):
    message = gettext_lazy("This is not a work of theirs.")


@dataclass(frozen=True)
class Change:
    """Of `line` came back `returned`, was used `used`, got lost `lost`; a tool came back in `condition`."""

    line: IssueLine
    returned: Decimal = Decimal(0)
    used: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    condition: str = ""


@transaction.atomic
def take_back(
    *,
    line: IssueLine,
    by: User,
    now: datetime,
    quantity: Decimal | int | None = None,
    location: Location | None = None,
    condition: str = "",
) -> IssueLine:
    """Take `quantity`, or all that is left, into `location`, or where it came from.

    Raises NotAllowed, BadQuantity, MoreThanThereIs.
    """
    issue = _locked(line.issue_id)
    require(can(by, "take_back", issue), _("Their mentor or a coordinator takes it back."))
    line = _line(line, issue)
    amount = exact(line.rest if quantity is None else quantity, of=line.resource, zero=quantity is None)
    _require_rest(line, amount or Decimal(1))
    _put_back(line, amount, location or issue.location, condition, by, now)
    _close_if_done(issue, by, now)
    return line


@transaction.atomic
def log_use(
    *,
    line: IssueLine,
    quantity: Decimal | int,
    by: User,
    now: datetime,
    project: Project | None = None,
    note: str = "",
) -> UsageLog:
    """Note that `quantity` was used, perhaps on `project`.

    Raises NotAllowed, BadQuantity, ToolsStay, NotAccepted, MoreThanThereIs, NotTheirWork.
    """
    issue = _locked(line.issue_id)
    require(can(by, "use", issue), _("Only who has it says what became of it, or who handed it out."))
    line = _line(line, issue)
    usage = _use(line, exact(quantity, of=line.resource), by, now, project, note)
    _close_if_done(issue, by, now)
    return usage


@transaction.atomic
def lose(*, line: IssueLine, quantity: Decimal | int, by: User, now: datetime, note: str = "") -> UsageLog:
    """Note that `quantity` got lost or broke. Raises NotAllowed, BadQuantity, NotAccepted, MoreThanThereIs."""
    issue = _locked(line.issue_id)
    require(can(by, "use", issue), _("Only who has it says what became of it, or who handed it out."))
    line = _line(line, issue)
    usage = _lose(line, exact(quantity, of=line.resource), by, now, note)
    _close_if_done(issue, by, now)
    return usage


@transaction.atomic
def settle(
    *, issue: Issue, changes: Sequence[Change], by: User, now: datetime, location: Location | None = None
) -> Issue:
    """Note for several lines at once what came back, was used, got lost: all of it or nothing.

    Raises NotAllowed, BadQuantity, ToolsStay, NotAccepted, MoreThanThereIs.
    """
    issue = _locked(issue.pk)
    require(can(by, "take_back", issue), _("Their mentor or a coordinator takes it back."))
    keys = [(each.line.resource_id, (location or issue.location).pk) for each in changes if each.returned]
    resources_stock.lock(keys, make=True)
    for each in sorted(changes, key=lambda change: change.line.pk):
        line = _line(each.line, issue)
        amounts = [exact(value, of=line.resource, zero=True) for value in (each.returned, each.used, each.lost)]
        returned, used, lost = amounts
        _require_rest(line, sum(amounts, Decimal(0)))
        if used:
            _use(line, used, by, now)
        if lost:
            _lose(line, lost, by, now)
        if returned:
            _put_back(line, returned, location or issue.location, each.condition, by, now)
    _close_if_done(issue, by, now)
    return issue


@transaction.atomic
def say_back(*, line: IssueLine, by: User, now: datetime) -> IssueLine:
    """Say that one has brought the rest back; a keeper looks. Raises NotAllowed, MoreThanThereIs."""
    issue = _locked(line.issue_id)
    require(by.is_active and by.pk == issue.to_id, _("Only who has it says what became of it."))
    line = _line(line, issue)
    _require_rest(line, resources_stock.exact(line.rest, zero=True) or Decimal(1))
    if line.said_back_at is None:
        line.said_back_at = now
        line.save(update_fields=["said_back_at"])
    return line


def _use(
    line: IssueLine, amount: Decimal, by: User, now: datetime, project: Project | None = None, note: str = ""
) -> UsageLog:
    if line.resource.is_loan:
        raise ToolsStay
    if project is not None and project.owner_id != line.issue.to_id:
        raise NotTheirWork
    _require_rest(line, amount)
    line.used += amount
    return _note(line, UsageLog.Kind.USED, amount, by, now, project, note)


def _lose(line: IssueLine, amount: Decimal, by: User, now: datetime, note: str = "") -> UsageLog:
    _require_rest(line, amount)
    line.lost += amount
    if line.item:
        resources_stock.place(line.item, None, LoanItem.State.LOST)
    return _note(line, UsageLog.Kind.LOST, amount, by, now, None, note)


def _note(
    line: IssueLine, kind: str, amount: Decimal, by: User, now: datetime, project: Project | None, note: str
) -> UsageLog:
    if line.issue.is_offered:
        raise NotAccepted
    line.save(update_fields=["used", "lost"])
    usage = UsageLog.objects.create(
        line=line, kind=kind, quantity=amount, project=project, note=note, by=by, at=now
    )
    announce(signals.supplies_used, sender=UsageLog, usage=usage, by=by)
    return usage


def _put_back(
    line: IssueLine, amount: Decimal, location: Location, condition: str, by: User, now: datetime
) -> None:
    key = (line.resource_id, location.pk)
    stock = resources_stock.lock([key], make=True)[key]
    if line.item:
        line.item.condition = condition or line.item.condition
        resources_stock.place(line.item, location)
    line.returned += amount
    line.said_back_at = None
    line.save(update_fields=["returned", "said_back_at"])
    resources_stock.move(stock, amount, "returned", by=by, now=now, cost=line.unit_cost, item=line.item, line=line)
    announce(signals.supplies_returned, sender=IssueLine, line=line, quantity=amount, by=by)


def _locked(pk: int) -> Issue:
    """Lock the hand-out, and with it its lines."""
    rows = Issue.objects.select_for_update(of=("self",)).select_related("to", "by", "location")
    return rows.get(pk=pk)


def _line(line: IssueLine, issue: Issue) -> IssueLine:
    found = IssueLine.objects.select_related("resource", "item__resource").get(pk=line.pk, issue=issue)
    found.issue = issue
    return found


def _require_rest(line: IssueLine, amount: Decimal) -> None:
    if not line.issue.is_open or amount > line.rest:
        rest = line.rest if line.issue.is_open else Decimal(0)
        facts = {"name": line.item or line.resource, "rest": spoken(rest), "all": spoken(line.quantity)}
        raise MoreThanThereIs(_("%(name)s: of %(all)s handed out, %(rest)s are still out.") % facts)


def _close_if_done(issue: Issue, by: User, now: datetime) -> None:
    lines = list(issue.lines.all())
    if any(line.rest for line in lines):
        return
    came_back = all(line.returned == line.quantity for line in lines)
    issue.state = Issue.State.RETURNED if came_back else Issue.State.CLOSED
    if issue.answered_at is None:
        issue.answered_at, issue.answered_by = now, by
    issue.closed_at = now
    issue.save()
