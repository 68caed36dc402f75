"""Bringing mentors and participants together, and letting them part.

Whoever takes a place holds the participant, then the mentor's profile, then the requests: always in this order.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import MentorRequest, Pairing
from mentorship.services import places
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class WrongRoles(DomainError):
    message = gettext_lazy("A pairing needs a mentor and a participant.")


class AlreadyPaired(DomainError):
    message = gettext_lazy("These two are paired already.")


class Full(DomainError):
    message = gettext_lazy("All places of this mentor are taken.")


@transaction.atomic
def begin(*, mentor: User, participant: User, by: User, now: datetime, over_capacity: bool = False) -> Pairing:
    """Let `mentor` accompany `participant` from `now`; only `over_capacity` overrides how many they take.

    Raises WrongRoles, AlreadyPaired, Full, NotAllowed.
    """
    require(can(by, "create", Pairing), _("Only a coordinator brings people together."))
    return bring_together(mentor=mentor, participant=participant, by=by, now=now, over_capacity=over_capacity)


def bring_together(
    *, mentor: User, participant: User, by: User, now: datetime, over_capacity: bool = False
) -> Pairing:
    """Pair two people for a service that has asked for permission, inside its transaction. Raises as `begin`."""
    participant = User.objects.select_for_update(no_key=True).get(pk=participant.pk)
    profile = places.hold(mentor)
    if not (mentor.has_role(roles.MENTOR) and participant.has_role(roles.PARTICIPANT)):
        raise WrongRoles
    if Pairing.objects.current().filter(mentor=mentor, participant=participant).exists():
        raise AlreadyPaired
    is_over = places.is_full(profile)
    if is_over and not over_capacity:
        raise Full
    try:
        with transaction.atomic():
            pairing: Pairing = Pairing.objects.create(
                mentor=mentor, participant=participant, started_at=now, is_over_capacity=is_over
            )
    except IntegrityError as error:  # a mentor without a profile holds nothing that keeps others waiting
        raise AlreadyPaired from error
    _close_requests(pairing, now)
    places.settle_line(profile, now=now)
    log(pairing, "mentorship.pairing.begin", user=by)
    announce(signals.pairing_begun, Pairing, pairing=pairing, by=by)
    return pairing


@transaction.atomic
def end(*, pairing: Pairing, by: User, now: datetime) -> Pairing:
    """End `pairing`; what the mentor could see through it ends with this commit. Raises NotAllowed."""
    pairing = Pairing.objects.select_for_update(of=("self",)).select_related("mentor").get(pk=pairing.pk)
    require(can(by, "end", pairing), _("Only a coordinator or the mentor ends a pairing."))
    if pairing.ended_at is None:
        pairing.ended_at = now
        pairing.save(update_fields=["ended_at", "updated_at"])
        places.settle_line(places.hold(pairing.mentor), now=now)
        log(pairing, "mentorship.pairing.end", user=by)
        announce(signals.pairing_ended, Pairing, pairing=pairing, by=by)
    return pairing


@transaction.atomic
def change_mentor(
    *, pairing: Pairing, mentor: User, by: User, now: datetime, over_capacity: bool = False
) -> Pairing:
    """End `pairing` and let `mentor` go on with the participant; both or neither. Raises as `begin`."""
    require(can(by, "create", Pairing), _("Only a coordinator brings people together."))
    participant = User.objects.select_for_update(no_key=True).get(pk=pairing.participant_id)
    places.hold_all(pairing.mentor_id, mentor.pk)
    end(pairing=pairing, by=by, now=now)
    return begin(mentor=mentor, participant=participant, by=by, now=now, over_capacity=over_capacity)


def _close_requests(pairing: Pairing, now: datetime) -> None:
    """Answer what the participant has asked: this mentor has accepted, all others need not."""
    open_ones = MentorRequest.objects.select_for_update(of=("self",)).open()
    for request in open_ones.filter(participant=pairing.participant).order_by("pk"):
        is_theirs = request.mentor_id == pairing.mentor_id
        request.status = MentorRequest.Status.ACCEPTED if is_theirs else MentorRequest.Status.SETTLED
        request.answered_at = now
        request.save(update_fields=["status", "answered_at", "updated_at"])
        if not is_theirs:
            announce(signals.mentor_request_settled, MentorRequest, request=request)
