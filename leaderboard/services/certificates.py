"""Certificates are asked for by who was confirmed, and revoked by who vouched or runs the chapter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.models import Certificate
from leaderboard.services.badges import NoGround
from leaderboard.signals import certificate_issued, certificate_revoked
from mentorship.models import LevelConfirmation
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NotConfirmed(DomainError):
    message = gettext_lazy("No mentor confirms this level any more, so there is no certificate of it.")


@transaction.atomic
def issue(*, confirmation: LevelConfirmation, by: User, now: datetime) -> Certificate:
    """Make the certificate of a confirmed level, for its holder; again gives the one that stands.

    Raises NotAllowed, NotConfirmed.
    """
    said = LevelConfirmation.objects.select_for_update().get(pk=confirmation.pk)
    require(by.is_active and said.user_id == by.pk, _("Only who reached a level gets the certificate of it."))
    if said.taken_back_at is not None:
        raise NotConfirmed
    step = said.skill.levels.filter(number=said.level).values_list("name", flat=True).first()
    words = {"user": by, "name": by.display_name, "level_name": step or str(said.level), "issued_at": now}
    made, is_new = Certificate.objects.standing().get_or_create(confirmation=said, defaults=words)
    if is_new:
        announce(certificate_issued, Certificate, certificate=made)
    return made


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, now: datetime) -> Certificate:
    """End `certificate` for a `reason` that all may read. Again changes nothing. Raises NotAllowed, NoGround."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    require(can(by, "revoke", certificate), _("Who vouched for it revokes it, its holder, or a coordinator."))
    reason = " ".join(reason.split())[:240]
    if not reason:
        raise NoGround
    return _revoke(certificate, reason, now)


@transaction.atomic
def revoke_unfounded(*, confirmation: LevelConfirmation, now: datetime) -> None:
    """End the certificate of a level that is confirmed no more."""
    ground = LevelConfirmation.objects.get(pk=confirmation.pk)
    if ground.taken_back_at is None:
        return
    for each in Certificate.objects.standing().filter(confirmation=ground).select_for_update():
        _revoke(each, _("The mentor vouches for this level no longer."), now)


def _revoke(certificate: Certificate, reason: str, now: datetime) -> Certificate:
    if certificate.stands:
        certificate.revoked_at, certificate.revoked_because = now, reason
        certificate.save(update_fields=["revoked_at", "revoked_because"])
        announce(certificate_revoked, Certificate, certificate=certificate)
    return certificate
