"""A store with clay, canvas and a wheel, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from mentorship.models import Kit, KitLine, Location, ResourceType, Stock
from mentorship.services import resources
from mentorship.services.resources import Wanted
from portal.testing import cast

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def store(name: str = "Cupboard") -> Location:
    return Location.objects.get_or_create(name=name)[0]


def material(name: str = "Canvas", *, quantity: Any = 0, unit: str = "piece", **fields: Any) -> ResourceType:
    """Make a material of which `quantity` lie in the cupboard."""
    made = ResourceType.objects.create(name=name, unit=unit, **{"unit_cost": Decimal("4.50"), **fields})
    if quantity:
        resources.receive(resource=made, location=store(), quantity=Decimal(quantity), by=cast.operator(), now=NOW)
    return made


def tool(name: str = "Wheel", *serials: str, **fields: Any) -> ResourceType:
    """Make a kind of tool of which those numbered `serials` lie in the cupboard."""
    made = ResourceType.objects.create(name=name, kind="loan", **{"unit_cost": Decimal(300), **fields})
    if serials:
        resources.receive(resource=made, location=store(), serials=serials, by=cast.operator(), now=NOW)
    return made


def kit(*lines: tuple[ResourceType, Any], name: str = "First steps") -> Kit:
    made = Kit.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    for resource, quantity in lines:
        KitLine.objects.create(kit=made, resource=resource, quantity=Decimal(quantity))
    return made


def hand_out(to: Any, by: Any, *lines: tuple[ResourceType, Any], accepted: bool = False, **more: Any) -> Any:
    wanted = [Wanted(resource, Decimal(quantity)) for resource, quantity in lines]
    words = {"location": store(), "now": NOW, **more}
    issue = resources.issue(to=to, by=by, lines=wanted, **words)
    return resources.accept(issue=issue, by=to, now=NOW) if accepted else issue


def in_store(resource: ResourceType, name: str = "Cupboard") -> Decimal:
    found = Stock.objects.filter(resource=resource, location__name=name).first()
    return found.quantity if found else Decimal(0)
