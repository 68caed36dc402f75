"""Guardians, and consents given and withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts import consent_texts, signals
from portal.accounts.models import AuditEvent, Consent, Guardian, User
from portal.accounts.permissions import can_consent_alone
from portal.accounts.selectors import consent_holds
from portal.accounts.services import audit
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class GuardianNeeded(DomainError):
    message = gettext_lazy("Under 16 a guardian consents. Record the guardian first, then their consent.")


class WrongGuardian(DomainError):
    message = gettext_lazy("This is not a guardian of this person.")


class UnknownConsent(DomainError):
    message = gettext_lazy("There is nothing of this kind to consent to.")


class NotConsented(DomainError):
    message = gettext_lazy("There is no consent to withdraw.")


@transaction.atomic
def record_guardian(*, user: User, name: str, contact: str, relation: str, by: User) -> Guardian:
    """Record who answers for `user`. Raises NotAllowed."""
    _lock(user)
    require(can(by, "safeguard", user), _("Only a mentor of this person or a coordinator records a guardian."))
    guardian = Guardian.objects.create(
        person=user, name=name, contact=contact, relation=Guardian.Relation(relation)
    )
    audit.record(action=AuditEvent.Action.GUARDIAN_RECORDED, by=by, subject=user, obj=guardian)
    return guardian


@transaction.atomic
def remove_guardian(*, guardian: Guardian, by: User, now: datetime) -> Guardian:
    """Forget who `guardian` was; what they consented to stays on record. Raises NotAllowed."""
    guardian = Guardian.objects.select_for_update().select_related("person").get(pk=guardian.pk)
    require(
        can(by, "safeguard", guardian.person),
        _("Only a mentor of this person or a coordinator removes a guardian."),
    )
    if guardian.removed_at is None:
        guardian.name = guardian.contact = ""
        guardian.removed_at = now
        guardian.save()
        audit.record(
            action=AuditEvent.Action.GUARDIAN_REMOVED, by=by, subject=guardian.person, obj=guardian, now=now
        )
    return guardian


@transaction.atomic
def give_consent(*, user: User, kind: str, by: User, now: datetime, guardian: Guardian | None = None) -> Consent:
    """Record that `user`, or `guardian` for them, consents to today's words.

    Raises UnknownConsent, GuardianNeeded, WrongGuardian, NotAllowed.
    """
    user = _lock(user)
    require(
        can(by, "safeguard", user) if guardian else by == user and by.is_active,
        _("A consent is given by the person, or recorded for a guardian by a mentor or coordinator."),
    )
    if kind not in Consent.Kind.values:
        raise UnknownConsent
    if guardian and (guardian.person_id != user.pk or guardian.removed_at):
        raise WrongGuardian
    if guardian is None and not can_consent_alone(user):
        raise GuardianNeeded
    consent: Consent = Consent.objects.create(
        person=user,
        kind=kind,
        text_version=consent_texts.current(kind).version,
        guardian=guardian,
        recorded_by=by,
        given_at=now,
    )
    _tell(consent, AuditEvent.Action.CONSENT_GIVEN, now)
    announce(signals.consent_given, User, user=user, kind=kind, by=by)
    return consent


@transaction.atomic
def withdraw_consent(*, user: User, kind: str, by: User, now: datetime) -> Consent:
    """Record that a consent ends now; what it allowed is hidden at once. Raises NotConsented, NotAllowed."""
    user = _lock(user)
    require(
        can(by, "withdraw_consent", user), _("Only the person, or who watches over them, withdraws a consent.")
    )
    if not consent_holds(user, kind):
        raise NotConsented
    consent: Consent = Consent.objects.create(
        person=user,
        kind=kind,
        text_version=consent_texts.current(kind).version,
        recorded_by=by,
        withdrawn_at=now,
    )
    _tell(consent, AuditEvent.Action.CONSENT_WITHDRAWN, now)
    announce(signals.consent_withdrawn, User, user=user, kind=kind, by=by)
    return consent


def _tell(consent: Consent, action: str, now: datetime) -> None:
    audit.record(
        action=action,
        by=consent.recorded_by,
        subject=consent.person,
        obj=consent,
        detail={"kind": consent.kind, "version": consent.text_version, "by_guardian": bool(consent.guardian_id)},
        now=now,
    )


def _lock(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
