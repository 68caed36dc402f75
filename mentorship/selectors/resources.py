"""Questions about stores and hand-outs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from mentorship.models import (
    Issue,
    IssueLine,
    Kit,
    LoanItem,
    Location,
    Pairing,
    ResourceRequest,
    ResourceType,
    Stock,
    StockMove,
    UsageLog,
)
from mentorship.models.resources.issues import ROUNDING, SMALLEST
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core import waiting

#: How long before its day a tool is spoken of.
DUE_SOON = timedelta(days=7)
QUANTITY: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=3)


def in_all_stores(resource: str = "pk") -> Any:
    """As an annotation: how much of the resource that the field `resource` names there is in all stores."""
    sums = Stock.objects.filter(resource=OuterRef(resource)).order_by().values("resource")
    return Coalesce(
        Subquery(sums.annotate(sum=Sum("quantity")).values("sum"), output_field=QUANTITY),
        Decimal(0),
        output_field=QUANTITY,
    )


def low_stock() -> QuerySet[ResourceType]:
    """What is in use and has run low, with `in_stock`, by name. One query."""
    rows = ResourceType.objects.in_use().filter(low_at__isnull=False).annotate(in_stock=in_all_stores())
    return rows.filter(in_stock__lt=F("low_at") + ROUNDING).order_by("name", "pk")


def supplies(text: str = "") -> QuerySet[ResourceType]:
    """Everything in use with `in_stock` and `with_people`, by name. One query."""
    out = IssueLine.objects.outstanding().filter(resource=OuterRef("pk")).order_by().values("resource")
    rest = F("quantity") - F("used") - F("returned") - F("lost")
    with_people = Subquery(out.annotate(sum=Sum(rest, output_field=QUANTITY)).values("sum"), output_field=QUANTITY)
    rows = ResourceType.objects.in_use().annotate(
        in_stock=in_all_stores(), with_people=Coalesce(with_people, Decimal(0), output_field=QUANTITY)
    )
    if text:
        rows = rows.filter(name__icontains=text)
    return rows.order_by("name", "pk")


def stock_of(resource: ResourceType) -> QuerySet[Stock]:
    """Where `resource` lies, by store. One query."""
    return Stock.objects.filter(resource=resource).select_related("location").order_by("location__name")


def items_of(resource: ResourceType) -> QuerySet[LoanItem]:
    """The tools of this kind with `holder`, the name of who has it. One query."""
    lent = IssueLine.objects.outstanding().filter(item=OuterRef("pk")).values("issue__to__display_name")[:1]
    rows = LoanItem.objects.filter(resource=resource).select_related("location", "donor")
    return rows.annotate(holder=Subquery(lent)).order_by("serial", "pk")


def moves_of(resource: ResourceType) -> QuerySet[StockMove]:
    """What came and went, newest first. One query."""
    rows = StockMove.objects.filter(resource=resource)
    return rows.select_related("location", "item__resource", "donor", "by").order_by("-at", "-pk")


def issues_for(viewer: Any) -> QuerySet[Issue]:
    """The hand-outs that `viewer` sees, newest first, with lines. Two queries."""
    lines = ("lines__resource", "lines__item__resource")
    rows = Issue.objects.visible_to(viewer).select_related("to", "by", "location", "kit")
    return rows.prefetch_related(*lines).newest_first()


def overdue_lines(viewer: Any, today: date) -> QuerySet[IssueLine]:
    """Tools due before `today` of people whom `viewer` sees, longest first. One query."""
    rows = IssueLine.objects.overdue(today).filter(issue__in=Issue.objects.visible_to(viewer).values("pk"))
    return rows.select_related("issue__to", "issue__by", "resource", "item__resource").order_by("due_date", "pk")


def lines_of(person: Any) -> QuerySet[IssueLine]:
    """What `person` has at present, what is due first on top. One query."""
    rows = IssueLine.objects.outstanding().filter(issue__to=person)
    return rows.select_related("issue__by", "resource", "item__resource").order_by(
        F("due_date").asc(nulls_last=True), "-issue__issued_at", "pk"
    )


@waiting.counted_as("hand_outs", at="mentorship:my_supplies")
def to_answer(person: Any) -> QuerySet[Issue]:
    """Hand-outs that `person` has to answer."""
    return Issue.objects.filter(to=person, state=Issue.State.OFFERED)


def due_soon(person: Any, today: date) -> list[IssueLine]:
    """At most three tools that `person` should bring back within a week, the soonest due first. One query."""
    due = lines_of(person).filter(
        due_date__lte=today + DUE_SOON, said_back_at=None, issue__state=Issue.State.ACCEPTED
    )
    return list(due[:3])


def requests_for(viewer: Any) -> QuerySet[ResourceRequest]:
    """The requests that `viewer` sees, those that wait on top. One query."""
    rows = ResourceRequest.objects.visible_to(viewer)
    waits = Q(state__in=ResourceRequest.WAITING)
    return rows.select_related("person", "resource", "kit", "issue", "answered_by").order_by(
        Coalesce(~waits, False), "-created_at", "-pk"
    )


def issues_to(person: Any) -> QuerySet[Issue]:
    """What `person` was handed, newest first, with lines. Two queries."""
    rows = Issue.objects.filter(to=person).select_related("by", "kit")
    return rows.prefetch_related("lines__resource", "lines__item__resource").newest_first()


def requests_of(person: Any) -> QuerySet[ResourceRequest]:
    """What `person` asked for, newest first. One query."""
    rows = ResourceRequest.objects.filter(person=person).select_related("resource", "kit", "issue")
    return rows.newest_first()


def uses_of(issue: Issue) -> QuerySet[UsageLog]:
    """What was used or lost of a hand-out, newest first. One query."""
    rows = UsageLog.objects.filter(line__issue=issue)
    return rows.select_related("project", "line__resource", "line__item__resource").order_by("-at", "-pk")


def receivers(by: Any) -> QuerySet[User]:
    """People to whom `by` hands out, by name. One query."""
    people = User.objects.filter(is_active=True)
    if can_run_chapter(by):
        chosen = people.filter(groups__name=roles.PARTICIPANT)
    else:
        chosen = people.filter(pk__in=Pairing.objects.participants_of(by))
    return chosen.exclude(pk=by.pk).order_by("display_name", "pk")


def usual_store(by: Any) -> Location | None:
    """The store that `by` handed out from last, or the one with most in it. Two queries at most."""
    places = locations()
    last = places.filter(issues__by=by).order_by("-issues__issued_at", "-issues__pk").first()
    held = Count("stocks", filter=Q(stocks__quantity__gt=0))
    return last or places.annotate(held=held).order_by("-held", "name").first()


def stock_in(location: Location) -> QuerySet[Stock]:
    """What there is in a store, by name. One query."""
    rows = Stock.objects.filter(location=location, quantity__gt=0, resource__is_active=True)
    return rows.select_related("resource").order_by("resource__name", "pk")


def kits_in(location: Location) -> list[tuple[Kit, str]]:
    """The kits in use, each with words about what of it is missing in the store. Three queries."""
    there = dict(Stock.objects.filter(location=location).values_list("resource", "quantity"))
    found = []
    for kit in Kit.objects.filter(is_active=True).prefetch_related("lines__resource").order_by("name", "pk"):
        lines = list(kit.lines.all())
        missing = [line.resource.name for line in lines if there.get(line.resource_id, 0) < line.quantity]
        if lines:
            words = _("missing: %(names)s") % {"names": ", ".join(missing)} if missing else _("all there")
            found.append((kit, words))
    return found


def locations() -> QuerySet[Location]:
    return Location.objects.filter(is_active=True).order_by("name")


def stock_problems() -> Iterator[str]:
    """Yield words for each stock that is not the sum of its moves, or of the tools there. Three queries."""
    moved: dict[tuple[int, int], Decimal] = {}
    sums = StockMove.objects.order_by().values_list("resource", "location").annotate(sum=Sum("quantity"))
    for resource, location, total in sums:
        moved[resource, location] = total.quantize(SMALLEST)
    here = LoanItem.objects.filter(state=LoanItem.State.HERE).order_by().values_list("resource", "location")
    tools = {(resource, location): count for resource, location, count in here.annotate(count=Count("pk"))}
    for stock in Stock.objects.select_related("resource").order_by("pk"):
        key = (stock.resource_id, stock.location_id)
        expected = moved.pop(key, Decimal(0))
        if stock.quantity != expected:
            yield f"Stock {stock.pk} says {stock.quantity}, its moves {expected}"
        if stock.resource.is_loan and stock.quantity != tools.get(key, 0):
            yield f"Stock {stock.pk} says {stock.quantity}, {tools.get(key, 0)} tools lie there"
    for key, total in moved.items():
        if total:
            yield f"Moves of resource and store {key} make {total}, and there is no stock"
