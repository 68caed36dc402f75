"""Questions about people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from portal.accounts.models import AuditEvent, Closure, Consent, Guardian, Invitation, User
from portal.accounts.models.invitations import InvitationQuerySet
from portal.core.policy import visible_to

MINORS = Q(age_band__in=[User.AgeBand.UNDER_16, User.AgeBand.FROM_16_TO_17])


def public_name(user: User) -> str:
    """The name that mails and pages show."""
    return user.display_name


def find_people(by: User, text: str = "") -> QuerySet[User]:
    """People whose records `by` sees, with every word of `text` in name, handle or e-mail. Three queries."""
    people = visible_to(by, User.objects.filter(is_active=True))
    for word in text.split()[:6]:
        people = people.filter(
            Q(display_name__icontains=word) | Q(handle__icontains=word) | Q(email__icontains=word)
        )
    return people.select_related("profile").prefetch_related("groups").order_by("display_name", "pk")


def discoverable() -> QuerySet[User]:
    """People whom lists, feeds and searches may lead strangers to. Of a minor the consent to publish must hold."""
    said = Consent.objects.filter(person=OuterRef("pk"), kind=Consent.Kind.PUBLISHING).order_by("-pk")
    people = User.objects.alias(consented_at=Subquery(said.values("given_at")[:1]))
    return people.filter(~MINORS | Q(consented_at__isnull=False), is_active=True)


def living_in(place: str) -> QuerySet[User]:
    """People whose city or country holds `place`. Nobody learns where a minor lives, so no minor is among them."""
    named = Q(profile__city__icontains=place) | Q(profile__country__icontains=place)
    return User.objects.filter(~MINORS, named, is_active=True)


def consent_holds(user: User, kind: str) -> bool:
    """Whether the last word about `kind` was a consent. One query."""
    last: Consent | None = Consent.objects.filter(person=user, kind=kind).order_by("-pk").first()
    return last is not None and last.is_given


def may_be_shown(person: User) -> bool:
    """Whether the consent that pages and works of `person` need is there; only those of minors need one."""
    return not person.is_minor or consent_holds(person, Consent.Kind.PUBLISHING)


def consenting(kind: str) -> QuerySet[User]:
    """Return the people who stay and whose last word about `kind` is a consent; under 16 a guardian's."""
    last = Consent.objects.filter(person=OuterRef("pk"), kind=kind).order_by("-pk")
    people = User.objects.alias(
        agreed_at=Subquery(last.values("given_at")[:1]), agreed_by=Subquery(last.values("guardian")[:1])
    )
    is_old_enough = ~Q(age_band=User.AgeBand.UNDER_16) | Q(agreed_by__isnull=False)
    closing = Exists(Closure.objects.filter(person=OuterRef("pk")))
    return people.filter(~closing, is_old_enough, is_active=True, agreed_at__isnull=False)


def consents_of(user: User) -> dict[str, Consent]:
    """The last word about each kind that anything was said about. One query."""
    said = Consent.objects.filter(person=user).select_related("guardian", "recorded_by").order_by("pk")
    return {consent.kind: consent for consent in said}


def guardians_of(user: User) -> QuerySet[Guardian]:
    return Guardian.objects.filter(person=user, removed_at__isnull=True).order_by("pk")


def person_to_safeguard(by: Any, handle: str) -> User | None:
    """The person of that handle if `by` watches over them, or None."""
    return visible_to(by, User.objects.filter(handle=handle, is_active=True).exclude(pk=by.pk)).first()


def closure_of(user: User) -> Closure | None:
    return Closure.objects.filter(person=user).first()


def audit_events(by: User) -> QuerySet[AuditEvent]:
    """What `by` may read of the audit log, newest first, with the people in it. One query."""
    return visible_to(by, AuditEvent.objects.select_related("actor", "subject")).order_by("-at", "-pk")


def invitations_seen_by(by: Any, state: str = "", *, now: datetime) -> InvitationQuerySet:
    """The invitations that `by` looks after, newest first: all, or the "waiting", "accepted", "expired" ones.

    One query.
    """
    rows = Invitation.objects.visible_to(by).select_related("invited_by", "account", "link").newest_first()
    if state == "waiting":
        return rows.waiting().filter(expires_at__gt=now)
    if state == "accepted":
        return rows.filter(accepted_at__isnull=False)
    if state == "expired":
        return rows.waiting().filter(expires_at__lte=now)
    return rows


def expected_people() -> QuerySet[Any, Any]:
    """Ids of those whose account was made ready and who have not joined yet, for use in a subquery."""
    return Invitation.objects.waiting().filter(account__isnull=False).values("account")


def is_expected(user: User) -> bool:
    """Whether the account of `user` was made ready for somebody who has not joined yet. One query."""
    return Invitation.objects.waiting().filter(account=user).exists()
