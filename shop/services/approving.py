"""A look at offers before anybody may find them, where somebody has to look first."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.accounts.permissions import can_approve_publishing
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require
from shop.models import Approval, Listing
from shop.services import listings
from shop.signals import offer_decided


class NotWaiting(DomainError):
    message = gettext_lazy("Nobody waits for a look at this any more.")


class SayWhy(DomainError):
    message = gettext_lazy("Say what is to be changed.")


@transaction.atomic
def decide(*, listing: Listing, approved: bool, by: User, note: str = "") -> Listing:
    """Put a waiting offer into the shop, or give it back with a `note`. Raises NotAllowed, NotWaiting, SayWhy."""
    listing = (
        Listing.objects.select_for_update(of=("self",))
        .select_related("seller__user", "project__owner")
        .get(pk=listing.pk)
    )
    require(can_approve_publishing(by, listing.seller.user), _("Only who accompanies the maker decides."))
    if listing.status != Listing.Status.WAITING:
        raise NotWaiting
    if not approved and not note.strip():
        raise SayWhy
    Approval.objects.create(listing=listing, decided_by=by, approved=approved, note=note.strip())
    listings.set_status(listing, Listing.Status.LIVE if approved else Listing.Status.WITHDRAWN)
    log(listing, "shop.listing.decide", user=by, data={"approved": approved})
    announce(offer_decided, Listing, listing=listing, approved=approved, note=note.strip())
    return listing
