"""Asking for material, and answering."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Issue, Kit, Location, ResourceRequest, ResourceType
from mentorship.services import resources_issuing
from mentorship.services.resources_issuing import Wanted
from mentorship.services.resources_stock import exact
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: As many may wait for an answer at a time.
MOST_WAITING = 20
State = ResourceRequest.State


class TooManyRequests(DomainError):
    message = gettext_lazy("Many of your requests wait for an answer already. Talk to your mentor.")


class NotWaiting(DomainError):
    message = gettext_lazy("This request is answered already.")


class NoReason(DomainError):
    message = gettext_lazy("Say why not, in a few words.")


@transaction.atomic
def request(
    *,
    by: User,
    why: str,
    now: datetime,
    resource: ResourceType | None = None,
    kit: Kit | None = None,
    quantity: Decimal | int = 1,
    submission: uuid.UUID | None = None,
) -> ResourceRequest:
    """Ask for `quantity` of `resource`, or for `kit`.

    Raises NotAllowed, NothingWanted, BadQuantity, TooManyRequests.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    require(can(by, "create", ResourceRequest), _("Participants ask for supplies."))
    if (resource is None) == (kit is None):
        raise resources_issuing.NothingWanted(_("Choose one thing to ask for."))
    amount = exact(quantity, of=resource) if resource else Decimal(1)
    known = ResourceRequest.objects.filter(submission=submission).first() if submission else None
    if known is not None:
        return known
    if ResourceRequest.objects.waiting().filter(person=person).count() >= MOST_WAITING:
        raise TooManyRequests
    asked = ResourceRequest.objects.create(
        person=person, resource=resource, kit=kit, quantity=amount, why=why, submission=submission
    )
    announce(signals.supplies_requested, sender=ResourceRequest, request=asked, by=by)
    return asked


@transaction.atomic
def answer_request(
    *,
    request: ResourceRequest,
    state: str,
    by: User,
    now: datetime,
    answer: str = "",
    location: Location | None = None,
    partial: bool = False,
) -> ResourceRequest:
    """Promise it, decline it with a reason, or hand it out from `location` (`state`: promised, declined, issued).

    Raises NotAllowed, NotWaiting, NoReason, NotEnough.
    """
    rows = ResourceRequest.objects.select_for_update(of=("self",)).select_related("person", "resource", "kit")
    request = rows.get(pk=request.pk)
    require(can(by, "answer", request), _("Their mentor or a coordinator answers."))
    if not request.is_waiting:
        raise NotWaiting
    if state == State.DECLINED and not answer.strip():
        raise NoReason
    if state == State.ISSUED:
        request.issue = _hand_out(request, location, by, now, partial)
    request.state, request.answer = State(state), answer
    request.answered_by, request.answered_at = by, now
    request.save()
    announce(signals.supplies_request_answered, sender=ResourceRequest, request=request, by=by)
    return request


def _hand_out(
    request: ResourceRequest, location: Location | None, by: User, now: datetime, partial: bool
) -> Issue:
    if location is None:
        raise resources_issuing.NothingWanted(_("Say from which store."))
    if request.kit is not None:
        return resources_issuing.issue_kit(
            kit=request.kit, to=request.person, location=location, by=by, now=now, partial=partial
        )
    assert request.resource is not None  # noqa: S101  one of the two, says the constraint
    lines = [Wanted(request.resource, request.quantity)]
    return resources_issuing.issue(
        to=request.person, lines=lines, location=location, by=by, now=now, partial=partial
    )
