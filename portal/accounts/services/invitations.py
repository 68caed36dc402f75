"""Asking people to join by e-mail, and what they become when they accept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts import roles as role_table
from portal.accounts import signals
from portal.accounts.models import Consent, Invitation, User
from portal.accounts.permissions import can_consent_alone, can_give_role
from portal.accounts.selectors import consent_holds
from portal.accounts.services import consents, people
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

LASTS = timedelta(days=14)
#: How long what nobody accepted is kept after its end.
KEPT = timedelta(days=90)


class UnknownRole(DomainError):
    message = gettext_lazy("Choose what they may do here.")


class AlreadyInvited(DomainError):
    message = gettext_lazy("You have invited this address already. Send that invitation again instead.")

    @classmethod
    def all_of(cls, emails: Sequence[str]) -> AlreadyInvited:
        words = _("You have invited already: %(emails)s. Send those invitations again instead.")
        return cls(words % {"emails": ", ".join(emails[:10])} if len(emails) > 1 else "")


class TooMany(DomainError):
    message = gettext_lazy("These are more invitations than one person may send in a day. Go on tomorrow.")


class Gone(DomainError):
    message = gettext_lazy("This invitation does not count any more. Ask whoever invited you for a new one.")


class LogInFirst(DomainError):
    message = gettext_lazy("You have an account here already. Log in, then accept.")


class SomebodyElses(DomainError):
    message = gettext_lazy(
        "This invitation was sent to another address than that of your account. Log out to go on."
    )


class ConsentMissing(DomainError):
    message = gettext_lazy("Without this nobody can take part.")


class Guest(NamedTuple):
    """Somebody to invite."""

    email: str
    name: str = ""


def fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def new_key() -> str:
    return secrets.token_urlsafe(32)


@transaction.atomic
def invite(
    *, email: str, roles: Iterable[str], by: User, now: datetime, name: str = "", account: User | None = None
) -> Invitation:
    """Ask `email` by mail to join in `roles`; `account` was made ready for them.

    Whether somebody has an account under that address is not told. Raises UnknownRole, AlreadyInvited, TooMany,
    NotAllowed.
    """
    [invitation] = invite_many(guests=[Guest(email, name)], roles=roles, by=by, now=now, account=account)
    return invitation


@transaction.atomic
def invite_many(
    *, guests: Sequence[Guest], roles: Iterable[str], by: User, now: datetime, account: User | None = None
) -> list[Invitation]:
    """Ask all of `guests` to join in `roles`, or nobody. Raises as `invite`."""
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)  # counts one batch after the other
    roles = checked_roles(roles, by)
    since = Invitation.objects.filter(invited_by=by, sent_at__gt=now - timedelta(days=1)).count()
    if since + len(guests) > settings.INVITATIONS_PER_DAY:
        raise TooMany
    emails = [guest.email.strip().lower() for guest in guests]
    waiting = Invitation.objects.waiting().filter(invited_by=by, email__in=emails)
    if again := list(waiting.order_by("email").values_list("email", flat=True)):
        raise AlreadyInvited.all_of(again)
    letters = [
        _write(email, guest.name, roles, by, account, now) for email, guest in zip(emails, guests, strict=True)
    ]
    _mail(letters)
    return [invitation for invitation, _key in letters]


@transaction.atomic
def resend(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Mail it once more with a new key and a new end; the former key opens nothing. Raises Gone, NotAllowed."""
    invitation = _locked(invitation)
    require(can(by, "change", invitation), _("Only who invited somebody sends the invitation again."))
    if not invitation.is_waiting:
        raise Gone(_("This invitation was accepted or withdrawn meanwhile."))
    key = new_key()
    invitation.token_hash = fingerprint(key)
    invitation.sent_at, invitation.expires_at, invitation.opened_at = now, now + LASTS, None
    invitation.sent_count += 1
    invitation.save()
    log(invitation, "accounts.invitation.send", user=by)
    _mail([(invitation, key)])
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Let the mailed key open nothing from `now`. Raises Gone, NotAllowed."""
    invitation = _locked(invitation)
    require(can(by, "change", invitation), _("Only who invited somebody withdraws the invitation."))
    if not invitation.is_waiting:
        raise Gone(_("This invitation was accepted or withdrawn meanwhile."))
    invitation.revoked_at, invitation.token_hash = now, None
    invitation.save()
    log(invitation, "accounts.invitation.revoke", user=by)
    return invitation


def find(*, key: str, now: datetime) -> Invitation:
    """Return the invitation that `key` opens now, and note that it was looked at. Raises Gone. Two queries."""
    invitation = _opened_by(Invitation.objects.select_related("invited_by", "account"), key, now)
    if invitation.opened_at is None:
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now)
    return invitation


def owner_of(invitation: Invitation) -> User | None:
    """Return who has an account of their own under the invited address: not one made ready with it. One query."""
    if invitation.account is None:
        return User.objects.filter(email=invitation.email).first()
    return invitation.account if invitation.account.has_usable_password() else None


@transaction.atomic
def join(
    *,
    key: str,
    password: str,
    display_name: str,
    agrees: bool,
    now: datetime,
    age_band: str = User.AgeBand.UNKNOWN,
) -> User:
    """Make the account of whoever holds `key`, or give the one made ready for them its `password`.

    The address counts as proved: the key came by mail. `agrees`: to take part; for children a guardian does.
    Raises Gone, LogInFirst, ConsentMissing.
    """
    invitation = _opened_by(Invitation.objects.select_for_update(of=("self",)), key, now)
    if owner_of(invitation):
        raise LogInFirst
    user = invitation.account or _new_account(invitation.email, display_name)
    if not user.is_active:
        raise Gone
    user.display_name = display_name
    user.set_password(password)
    user.save(update_fields=["display_name", "password"])
    _prove_address(user, invitation.email)
    people.welcome(user=user)
    if user.age_band == User.AgeBand.UNKNOWN:
        user = people.set_age_band(user=user, age_band=age_band, by=user)
    _agree(user, agrees, now)
    return _accept(invitation, user, now)


@transaction.atomic
def accept(*, key: str, by: User, now: datetime) -> User:
    """Let `by`, whose address was invited, take the roles. Raises Gone, SomebodyElses, NotAllowed."""
    invitation = _opened_by(Invitation.objects.select_for_update(of=("self",)), key, now)
    require(by.is_active, _("This account is closed."))
    if not is_for(invitation, by):
        raise SomebodyElses
    return _accept(invitation, by, now)


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether `user` is whom the invitation was sent to. One query."""
    if invitation.account_id is not None:
        return invitation.account_id == user.pk
    proved = EmailAddress.objects.filter(user=user, email=invitation.email, verified=True)
    return user.email == invitation.email or proved.exists()


def needs_own_consent(user: User | None) -> bool:
    """Whether somebody who accepts is asked to agree to take part; nobody is asked twice. One query."""
    return user is None or (can_consent_alone(user) and not consent_holds(user, Consent.Kind.TAKING_PART))


def forget_old(*, now: datetime) -> int:
    """Delete, with the addresses, what nobody accepted long ago; return how many."""
    old = Invitation.objects.filter(accepted_at=None, account=None, expires_at__lte=now - KEPT)
    count, _kinds = old.delete()
    return count


def give_roles(user: User, roles: Iterable[str], by: User) -> None:
    """Give what `by`, who promised it, may still give. Raises Gone when that is nothing."""
    allowed = [role for role in roles if can_give_role(by, role)]
    if not allowed:
        raise Gone
    for role in allowed:
        people.give_role(user=user, role=role, by=by)


def _write(
    email: str, name: str, roles: list[str], by: User, account: User | None, now: datetime
) -> tuple[Invitation, str]:
    """Make an invitation and return it with its key."""
    key = new_key()
    invitation = Invitation.objects.create(
        email=email,
        name=" ".join(name.split()),
        roles=roles,
        invited_by=by,
        account=account,
        token_hash=fingerprint(key),
        sent_at=now,
        expires_at=now + LASTS,
    )
    log(invitation, "accounts.invitation.send", user=by)
    return invitation, key


def _new_account(email: str, display_name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, display_name=display_name)
    except IntegrityError as error:  # somebody signed up with it a moment ago
        raise LogInFirst from error


def _accept(invitation: Invitation, user: User, now: datetime) -> User:
    give_roles(user, invitation.roles, invitation.invited_by)
    invitation.account, invitation.accepted_at, invitation.token_hash = user, now, None
    invitation.save()
    log(invitation, "accounts.invitation.accept", user=user)
    announce(signals.invitation_accepted, Invitation, invitation=invitation, user=user)
    return user


def _agree(user: User, agrees: bool, now: datetime) -> None:
    if not needs_own_consent(user):
        return
    if not agrees:
        raise ConsentMissing
    consents.give_consent(user=user, kind=Consent.Kind.TAKING_PART, by=user, now=now)


def _prove_address(user: User, email: str) -> None:
    """Note that `email` is theirs; who only claimed it elsewhere does not keep it."""
    EmailAddress.objects.filter(email=email).exclude(user=user).filter(verified=False).delete()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})


def _opened_by(invitations: QuerySet[Invitation], key: str, now: datetime) -> Invitation:
    found = invitations.filter(token_hash=fingerprint(key), expires_at__gt=now).first()
    if found is None or not found.is_waiting:
        raise Gone
    return found


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)


def checked_roles(roles: Iterable[str], by: User) -> list[str]:
    wanted = list(dict.fromkeys(roles))
    if not wanted or any(role not in role_table.ROLE_BY_SLUG for role in wanted):
        raise UnknownRole
    for role in wanted:
        require(can_give_role(by, role), _("You cannot invite anybody into this role."))
    return wanted


def _mail(letters: Sequence[tuple[Invitation, str]]) -> None:
    """Send after the commit, all through one connection; a mail that fails shows as sent, and is sent again."""
    messages = [_letter(invitation, key) for invitation, key in letters]
    transaction.on_commit(lambda: get_connection().send_messages(messages), robust=True)


def _letter(invitation: Invitation, key: str) -> EmailMessage:
    context = {
        "invitation": invitation,
        "key": key,
        "site": settings.SITE_NAME,
        "url": settings.SITE_URL.rstrip("/"),
    }
    body = render_to_string("emails/accounts/invitation.txt", context)
    words = _("%(name)s invites you to %(site)s")
    subject = words % {"name": invitation.invited_by.display_name, "site": settings.SITE_NAME}
    return EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
