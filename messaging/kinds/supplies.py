"""What people are told about material and tools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import mentorship.signals as learning
from mentorship.models import ResourceRequest
from mentorship.permissions import keeps_supplies
from mentorship.selectors.resources import in_all_stores
from mentorship.services.resources_stock import spoken
from messaging.kinds.row import SUPPLIES, Facts, Kind, To, coordinators, say, to_mentors, url
from messaging.models.notifications import Mail
from portal.accounts.models import User
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES


def _who_asked(facts: Facts) -> Iterable[To]:
    """Nobody once it is handed out: of that they hear anyway."""
    request = facts["request"]
    return [] if request.state == ResourceRequest.State.ISSUED else [To(request, request.person)]


def _what_is_handed_out(issue: Any, me: User) -> list[str]:
    """One query."""
    lines = issue.lines.filter(quantity__gt=0).select_related("resource", "item__resource").order_by("pk")
    return [_line(line) for line in lines]


def _line(line: Any) -> str:
    what = f"{spoken(line.quantity)} {line.resource.unit} {line.item or line.resource.name}"
    if not line.due_date:
        return what
    return say(_("%(what)s (until %(day)s)"), what=what, day=date_format(line.due_date))


def _what_is_asked_for(request: Any, me: User) -> list[str]:
    """One query."""
    return [f"{request.what}: {spoken(request.quantity)}" if request.resource else str(request.what)]


def _how_much_is_left(resource: Any, me: User) -> list[str]:
    """One query."""
    left = type(resource).objects.annotate(in_stock=in_all_stores()).get(pk=resource.pk).in_stock
    return [say(_("In store: %(quantity)s"), quantity=spoken(left))]


KINDS: tuple[Kind, ...] = (
    Kind(
        slug="supplies_issued",
        label=__("Supplies are for me"),
        group=SUPPLIES,
        signals=(learning.supplies_issued,),
        hears=lambda f: [To(f["issue"], f["issue"].to)],
        model="mentorship.Issue",
        along=("by",),
        words=lambda row, me: say(_("%(name)s has something for you"), name=row.by.display_name),
        link=lambda row, me: url("mentorship:issue", row.public_id),
        details=_what_is_handed_out,
        text=lambda row: row.note,
    ),
    Kind(
        slug="supplies_requested",
        label=__("Somebody asks for supplies"),
        group=SUPPLIES,
        signals=(learning.supplies_requested,),
        hears=lambda f: to_mentors(f["request"], f["request"].person),
        model="mentorship.ResourceRequest",
        along=("person",),
        words=lambda row, me: say(_("%(name)s asks for supplies"), name=row.person.display_name),
        link=lambda row, me: url("mentorship:supply_requests"),
        details=_what_is_asked_for,
        text=lambda row: row.why,
    ),
    Kind(
        slug="supplies_answered",
        label=__("My request for supplies is answered"),
        group=SUPPLIES,
        signals=(learning.supplies_request_answered,),
        hears=_who_asked,
        model="mentorship.ResourceRequest",
        along=("resource", "kit"),
        words=lambda row, me: say(
            _("Your request for “%(what)s”: %(state)s"), what=row.what, state=row.get_state_display().lower()
        ),
        link=lambda row, me: url("mentorship:my_supplies"),
        text=lambda row: row.answer,
    ),
    Kind(
        slug="supplies_low",
        label=__("Something in store runs low"),
        group=SUPPLIES,
        signals=(learning.supplies_ran_low,),
        hears=lambda f: [
            To(resource, person, f"{f['at']:%Y-%m-%d %H:%M}")
            for resource in f["resources"]
            for person in coordinators()
        ],
        model="mentorship.ResourceType",
        seen_by=lambda me: EVERYBODY_SEES if keeps_supplies(me) else NOBODY_SEES,
        words=lambda row, me: say(_("%(what)s runs low"), what=row),
        link=lambda row, me: url("mentorship:stock", row.pk),
        details=_how_much_is_left,
        mail=Mail.DAILY,
    ),
)
