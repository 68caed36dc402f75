"""Deciding who sees a thing, and handing out and taking back secret links to it.

A thing is a work or, from above, a gallery: it has a `visibility`, a `maker` and `share_links`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models.sharing import ShareLink, Visibility
from portal.accounts.models import AuditEvent, Consent, User
from portal.accounts.permissions import can_approve_publishing, needs_approval_to_publish
from portal.accounts.selectors import consent_holds
from portal.accounts.services import audit
from portal.core.exceptions import DomainError
from portal.core.policy import require

MAX_LINKS = 20
#: Who is shown these, the maker has not chosen one by one.
SHOWN_TO_STRANGERS = frozenset({Visibility.COHORT, Visibility.LINK, Visibility.MEMBERS, Visibility.PUBLIC})


class NeedsApproval(DomainError):
    message = gettext_lazy(
        "Somebody looks at your works before others see them. Choose “My mentors and me”, then ask your mentor "
        "or a coordinator to show this work."
    )


class NotShared(DomainError):
    message = gettext_lazy("The maker keeps this work private. Ask them to share it with you first.")


class NoConsent(DomainError):
    message = gettext_lazy(
        "There is no consent to showing works of this person. Record it on their safeguarding page first."
    )


class NotByLink(DomainError):
    message = gettext_lazy("Links open nothing at present. Choose “Everybody with the link” first.")


class TooManyLinks(DomainError):
    message = gettext_lazy("There are many links already. End one that you do not need any more.")


def permit_showing(*, by: User, maker: User, now_seen: str, wanted: str) -> None:
    """Let `by` show a thing of `maker` as `wanted`. Raises NotAllowed, NeedsApproval, NotShared, NoConsent."""
    own = by.is_active and by.pk == maker.pk
    decides = needs_approval_to_publish(maker) and can_approve_publishing(by, maker)
    require(own or decides, _("This is somebody else's work."))
    narrower = wanted not in SHOWN_TO_STRANGERS or now_seen == Visibility.PUBLIC
    if narrower or not needs_approval_to_publish(maker):
        return
    if own:
        raise NeedsApproval
    if now_seen == Visibility.PRIVATE:
        raise NotShared
    if maker.is_minor and not consent_holds(maker, Consent.Kind.PUBLISHING):
        raise NoConsent


@transaction.atomic
def make_link(
    *, thing: Any, by: User, now: datetime, label: str = "", lasts: timedelta | None = None
) -> ShareLink:
    """Make a secret link to `thing` that `lasts` so long, or until it is ended.

    Raises NotAllowed, NotByLink, TooManyLinks.
    """
    thing = type(thing).objects.select_for_update().get(pk=thing.pk)
    require(by.is_active and by.pk == thing.maker.pk, _("This is somebody else's work."))
    if thing.visibility != Visibility.LINK:
        raise NotByLink
    if thing.share_links.open(now).count() >= MAX_LINKS:
        raise TooManyLinks
    link: ShareLink = thing.share_links.create(
        label=label.strip(), created_by=by, expires_at=now + lasts if lasts else None
    )
    _note(AuditEvent.Action.SHARED, link, thing, by=by, now=now)
    return link


@transaction.atomic
def revoke_link(*, link: ShareLink, by: User, now: datetime) -> ShareLink:
    """End `link`: from this commit on it opens neither the thing nor a picture of it. Raises NotAllowed."""
    thing = link.thing
    decides = needs_approval_to_publish(thing.maker) and can_approve_publishing(by, thing.maker)
    require(by.is_active and (by.pk == thing.maker.pk or decides), _("This is somebody else's work."))
    link = type(link).objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at", "updated_at"])
        _note(AuditEvent.Action.UNSHARED, link, thing, by=by, now=now)
    return link


def end_links(*, thing: Any, now: datetime) -> None:
    """End every link to `thing`: it is not shown by link any more, and the old ones must not come back."""
    thing.share_links.filter(revoked_at__isnull=True).update(revoked_at=now, updated_at=now)


def note_use(*, thing: Any, token: str, now: datetime) -> bool:
    """Count that `token` was used to open `thing`; say whether it is a link of its. One query."""
    used = thing.share_links.opened_by(token, now).update(use_count=F("use_count") + 1, last_used_at=now)
    return bool(used)


def _note(action: str, link: ShareLink, thing: Any, *, by: User, now: datetime) -> None:
    """Write down what is shared of a minor, and by whom."""
    if thing.maker.is_minor:
        audit.record(action=action, by=by, subject=thing.maker, obj=thing, detail={"link": link.pk}, now=now)
