"""What comes to the stores and leaves them. Every change of a stock passes `move`, which also writes it down.

Stocks are locked in one order, by resource and store: two hand-outs that want the same things in opposite order
wait for one another and never lock each other out. A tool's row changes only under the lock of its stock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Donor, IssueLine, LoanItem, Location, ResourceType, Stock, StockMove
from mentorship.models.resources.things import LARGEST, PLACES
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

Key = tuple[int, int]


class BadQuantity(DomainError):
    message = gettext_lazy("Give a quantity above nothing, with at most three digits behind the point.")


class ToolsAreSingle(DomainError):
    message = gettext_lazy("Tools have numbers: say which ones.")


class SerialTaken(DomainError):
    message = gettext_lazy("A tool of this kind has this number already.")


class NotHere(DomainError):
    message = gettext_lazy("This tool is not in that store.")


class SameStore(DomainError):
    message = gettext_lazy("It lies in this store already.")


@dataclass(frozen=True)
class Shortage:
    """Of `resource` there is `there`, and `wanted` were wanted; `item` when it was one tool."""

    resource: ResourceType
    wanted: Decimal
    there: Decimal
    item: LoanItem | None = None

    def __str__(self) -> str:
        if self.item is not None:
            return _("%(item)s is not there") % {"item": self.item}
        facts = {"name": self.resource, "wanted": spoken(self.wanted), "there": spoken(self.there)}
        return _("%(name)s: %(wanted)s wanted, %(there)s there") % facts


class NotEnough(DomainError):
    """There is less than was wanted; `shortages` says of what."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = list(shortages)
        rows = "; ".join(map(str, shortages))
        super().__init__(_("There is not enough in this store. %(rows)s.") % {"rows": rows})


def spoken(quantity: Decimal) -> str:
    """Write `quantity` without idle noughts, as the reader's language does."""
    return number_format(f"{quantity.normalize():f}")


def exact(quantity: Decimal | int, *, of: ResourceType | None = None, zero: bool = False) -> Decimal:
    """Return `quantity` if it can be handed out: above nothing, and whole for tools. Raises BadQuantity."""
    try:
        found = Decimal(quantity)
        rounded = found.quantize(Decimal(10) ** -PLACES)
    except (InvalidOperation, TypeError, ValueError):
        raise BadQuantity from None
    if rounded != found or found > LARGEST or found < 0 or (found == 0 and not zero):
        raise BadQuantity
    if of is not None and of.is_loan and found != found.to_integral_value():
        raise BadQuantity(_("Tools are handed out whole."))
    return rounded


@transaction.atomic
def receive(
    *,
    resource: ResourceType,
    location: Location,
    by: User,
    now: datetime,
    quantity: Decimal | int = 0,
    serials: Iterable[str] = (),
    unit_cost: Decimal | None = None,
    donor: Donor | None = None,
    condition: str = LoanItem.Condition.NEW,
    reason: str = "",
) -> list[StockMove]:
    """Take `quantity` of a material, or the tools numbered `serials`, into `location`.

    Raises NotAllowed, BadQuantity, ToolsAreSingle, SerialTaken.
    """
    _require_keeper(by)
    cost = resource.unit_cost if unit_cost is None else unit_cost
    if not resource.is_loan:
        amount = exact(quantity, of=resource)
        stock = lock([(resource.pk, location.pk)], make=True)[resource.pk, location.pk]
        return [move(stock, amount, "received", by=by, now=now, cost=cost, donor=donor, reason=reason)]
    numbers = [" ".join(serial.split()) for serial in serials]
    if not numbers or not all(numbers) or len(set(numbers)) < len(numbers):
        raise ToolsAreSingle
    stock = lock([(resource.pk, location.pk)], make=True)[resource.pk, location.pk]
    taken = LoanItem.objects.filter(resource=resource, serial__in=numbers).values_list("serial", flat=True)
    if taken:
        raise SerialTaken(_("There is a tool of this kind with the number %(number)s.") % {"number": min(taken)})
    moves = []
    for number in numbers:
        item = LoanItem.objects.create(
            resource=resource, serial=number, location=location, donor=donor, condition=condition
        )
        moves.append(
            move(stock, Decimal(1), "received", by=by, now=now, cost=cost, donor=donor, item=item, reason=reason)
        )
    return moves


def consume(
    *,
    resource: ResourceType,
    location: Location,
    quantity: Decimal | int,
    by: User,
    now: datetime,
    reason: str = "",
) -> StockMove:
    """Use up `quantity` in the workshop, handed to nobody.

    Raises NotAllowed, BadQuantity, NotEnough, ToolsAreSingle.
    """
    return _remove(resource, location, quantity, None, StockMove.Kind.CONSUMED, by, now, reason)


def write_off(
    *,
    resource: ResourceType,
    location: Location,
    by: User,
    now: datetime,
    quantity: Decimal | int = 1,
    item: LoanItem | None = None,
    reason: str = "",
) -> StockMove:
    """Take out what is spoilt or broken. Raises NotAllowed, BadQuantity, NotEnough, ToolsAreSingle, NotHere."""
    return _remove(resource, location, quantity, item, StockMove.Kind.WRITTEN_OFF, by, now, reason)


def miss(
    *,
    resource: ResourceType,
    location: Location,
    by: User,
    now: datetime,
    quantity: Decimal | int = 1,
    item: LoanItem | None = None,
    reason: str = "",
) -> StockMove:
    """Note that something is lost from the store. Raises like `write_off`."""
    return _remove(resource, location, quantity, item, StockMove.Kind.LOST, by, now, reason)


@transaction.atomic
def find(*, item: LoanItem, location: Location, by: User, now: datetime, reason: str = "") -> StockMove:
    """Put a tool that was lost, and has turned up, into `location`. Raises NotAllowed, NotHere."""
    _require_keeper(by)
    stock = lock([(item.resource_id, location.pk)], make=True)[item.resource_id, location.pk]
    item = LoanItem.objects.select_for_update(of=("self",)).select_related("resource").get(pk=item.pk)
    if item.state != LoanItem.State.LOST:
        raise NotHere(_("This tool is not lost."))
    place(item, location)
    return move(stock, Decimal(1), "counted", by=by, now=now, item=item, reason=reason)


@transaction.atomic
def transfer(
    *,
    resource: ResourceType,
    origin: Location,
    destination: Location,
    by: User,
    now: datetime,
    quantity: Decimal | int = 0,
    items: Collection[LoanItem] = (),
    reason: str = "",
) -> list[StockMove]:
    """Bring `quantity` of a material, or the tools `items`, from one store to another.

    Raises NotAllowed, BadQuantity, NotEnough, ToolsAreSingle, NotHere, SameStore.
    """
    _require_keeper(by)
    if origin.pk == destination.pk:
        raise SameStore
    if resource.is_loan and not items:
        raise ToolsAreSingle
    here, there = (resource.pk, origin.pk), (resource.pk, destination.pk)
    stocks = lock([here, there], make=True)
    moved: list[tuple[Decimal, LoanItem | None]] = []
    if resource.is_loan:
        moved = [(Decimal(1), item) for item in _items_here(items, resource, origin)]
    else:
        moved = [(exact(quantity, of=resource), None)]
    moves = []
    for amount, item in moved:
        for stock, change in ((stocks[here], -amount), (stocks[there], amount)):
            moves.append(move(stock, change, "transferred", by=by, now=now, item=item, reason=reason))
        if item is not None:
            place(item, destination)
    return moves


@transaction.atomic
def count(
    *,
    resource: ResourceType,
    location: Location,
    counted: Decimal | int,
    by: User,
    now: datetime,
    reason: str = "",
) -> StockMove | None:
    """Note that `counted` lie there; return the correction, or None if that was known.

    Raises NotAllowed, BadQuantity, ToolsAreSingle.
    """
    _require_keeper(by)
    if resource.is_loan:
        raise ToolsAreSingle(_("Tools have numbers: say which one is lost or found."))
    amount = exact(counted, of=resource, zero=True)
    stock = lock([(resource.pk, location.pk)], make=True)[resource.pk, location.pk]
    difference = amount - stock.quantity
    return move(stock, difference, "counted", by=by, now=now, reason=reason) if difference else None


@transaction.atomic
def _remove(
    resource: ResourceType,
    location: Location,
    quantity: Decimal | int,
    item: LoanItem | None,
    kind: str,
    by: User,
    now: datetime,
    reason: str,
) -> StockMove:
    _require_keeper(by)
    if resource.is_loan and (item is None or kind == StockMove.Kind.CONSUMED):
        raise ToolsAreSingle
    amount = Decimal(1) if item else exact(quantity, of=resource)
    stock = lock([(resource.pk, location.pk)], make=True)[resource.pk, location.pk]
    if item is not None:
        (item,) = _items_here([item], resource, location)
        place(item, None, LoanItem.State.LOST if kind == StockMove.Kind.LOST else LoanItem.State.WRITTEN_OFF)
    return move(stock, -amount, kind, by=by, now=now, item=item, reason=reason)


# For the neighbours -----------------------------------------------------------------------------------------


def lock(keys: Iterable[Key], *, make: bool = False) -> dict[Key, Stock]:
    """Lock the stocks of these (resource, store), always in this order; `make` those that are not there yet."""
    wanted = sorted(set(keys))
    if make:
        Stock.objects.bulk_create(
            (Stock(resource_id=resource, location_id=location) for resource, location in wanted),
            ignore_conflicts=True,
        )
    chosen = Q(pk__in=[])
    for resource, location in wanted:
        chosen |= Q(resource=resource, location=location)
    rows = Stock.objects.select_for_update(of=("self",)).filter(chosen).select_related("resource")
    return {(row.resource_id, row.location_id): row for row in rows.order_by("resource_id", "location_id")}


def move(
    stock: Stock,
    change: Decimal,
    kind: str,
    *,
    by: User,
    now: datetime,
    cost: Decimal | None = None,
    donor: Donor | None = None,
    item: LoanItem | None = None,
    line: IssueLine | None = None,
    reason: str = "",
) -> StockMove:
    """Change the locked `stock` and write it down. Raises NotEnough."""
    if stock.quantity + change < 0:
        raise NotEnough([Shortage(stock.resource, -change, stock.quantity)])
    stock.quantity += change
    stock.save(update_fields=["quantity"])
    return StockMove.objects.create(
        kind=kind,
        resource=stock.resource,
        location_id=stock.location_id,
        quantity=change,
        unit_cost=stock.resource.unit_cost if cost is None else cost,
        currency=stock.resource.currency,
        donor=donor,
        item=item,
        line=line,
        reason=reason,
        by=by,
        at=now,
    )


def place(item: LoanItem, location: Location | None, state: str = LoanItem.State.HERE) -> None:
    """Note where a tool is, under the lock of its stock."""
    item.location, item.state = location, state
    item.save(update_fields=["location", "state", "condition", "updated_at"])


def _items_here(items: Iterable[LoanItem], resource: ResourceType, location: Location) -> list[LoanItem]:
    wanted = {item.pk for item in items}
    found = LoanItem.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, resource=resource, location=location, state=LoanItem.State.HERE
    )
    here = list(found.select_related("resource").order_by("pk"))
    if len(here) < len(wanted):
        raise NotHere
    return here


def _require_keeper(by: User) -> None:
    require(can(by, "move", Stock), _("Mentors and coordinators keep the stores."))
