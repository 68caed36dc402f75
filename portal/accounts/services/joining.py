"""Links through which several people join."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts import signals
from portal.accounts.models import Invitation, InvitationLink, User
from portal.accounts.services import invitations
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: So that a link that leaks does little harm.
MOST_USES, LONGEST = 200, timedelta(days=90)


class LinkGone(DomainError):
    message = gettext_lazy("This link does not count any more. Ask whoever gave it to you for a new one.")


class BadLimit(DomainError):
    message = gettext_lazy("A link is for 1 to 200 people and lasts for at most 90 days.")


@transaction.atomic
def make_link(
    *, label: str, roles: Iterable[str], max_uses: int, lasts: timedelta, by: User, now: datetime
) -> tuple[InvitationLink, str]:
    """Make a link and return it with its key, which nobody can read again. Raises BadLimit, as `invite` does."""
    roles = invitations.checked_roles(roles, by)
    if not (1 <= max_uses <= MOST_USES and timedelta(0) < lasts <= LONGEST):
        raise BadLimit
    key = invitations.new_key()
    link = InvitationLink.objects.create(
        label=" ".join(label.split()),
        roles=roles,
        invited_by=by,
        key_hash=invitations.fingerprint(key),
        max_uses=max_uses,
        expires_at=now + lasts,
    )
    return link, key


@transaction.atomic
def revoke_link(*, link: InvitationLink, by: User, now: datetime) -> InvitationLink:
    """Let nobody join by `link` any more. Raises NotAllowed."""
    link = InvitationLink.objects.select_for_update().get(pk=link.pk)
    require(can(by, "change", link), _("Only who made a link ends it."))
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at", "updated_at"])
    return link


def find_link(*, key: str, now: datetime) -> InvitationLink:
    """Return the link that `key` opens now. Raises LinkGone. One query."""
    found = (
        InvitationLink.objects.select_related("invited_by").filter(key_hash=invitations.fingerprint(key)).first()
    )
    if found is None or found.revoked_at or found.expires_at <= now or found.use_count >= found.max_uses:
        raise LinkGone
    return found


@transaction.atomic
def join_by_link(*, key: str, by: User, now: datetime) -> Invitation:
    """Let `by`, who has an account, take the roles that the link promises, once. Raises LinkGone, NotAllowed."""
    link = InvitationLink.objects.select_for_update().filter(key_hash=invitations.fingerprint(key)).first()
    require(by.is_active, _("This account is closed."))
    joined = link and Invitation.objects.filter(link=link, account=by).first()
    if joined:
        return joined
    if link is None or link.revoked_at or link.expires_at <= now or link.use_count >= link.max_uses:
        raise LinkGone
    InvitationLink.objects.filter(pk=link.pk).update(use_count=F("use_count") + 1)
    invitations.give_roles(by, link.roles, link.invited_by)
    joined = Invitation.objects.create(
        email=by.email,
        name=by.display_name,
        roles=link.roles,
        invited_by=link.invited_by,
        account=by,
        link=link,
        sent_at=link.created_at,
        accepted_at=now,
        expires_at=link.expires_at,
    )
    announce(signals.invitation_accepted, Invitation, invitation=joined, user=by)
    return joined
