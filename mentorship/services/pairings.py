"""Bringing mentors and participants together, and letting them part."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mentorship.models import Pairing
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class WrongRoles(DomainError):
    message = "A pairing needs a mentor and a participant."


class AlreadyPaired(DomainError):
    message = "These two are paired already."


@transaction.atomic
def begin(*, mentor: User, participant: User, by: User, now: datetime) -> Pairing:
    """Let `mentor` accompany `participant` from `now`. Raises WrongRoles, AlreadyPaired, NotAllowed."""
    require(can(by, "create", Pairing), "Only a coordinator brings people together.")
    if not (mentor.has_role(roles.MENTOR) and participant.has_role(roles.PARTICIPANT)):
        raise WrongRoles
    try:
        with transaction.atomic():
            return Pairing.objects.create(mentor=mentor, participant=participant, started_at=now)
    except IntegrityError as error:
        raise AlreadyPaired from error


@transaction.atomic
def end(*, pairing: Pairing, by: User, now: datetime) -> Pairing:
    """End `pairing`; what the mentor could see through it ends with this commit. Raises NotAllowed."""
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    require(can(by, "end", pairing), "Only a coordinator or the mentor ends a pairing.")
    if pairing.ended_at is None:
        pairing.ended_at = now
        pairing.save(update_fields=["ended_at", "updated_at"])
    return pairing
