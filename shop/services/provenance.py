"""What makers tell of where a piece comes from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from mentorship.models import JournalEntry
from portal.accounts.models import User
from portal.core.policy import can, require
from shop.models import Listing, Provenance


@transaction.atomic
def tell(
    *,
    listing: Listing,
    by: User,
    materials: str = "",
    method: str = "",
    shows_levels: bool = False,
    entries: Iterable[JournalEntry] = (),
) -> Provenance:
    """Say where `listing` comes from; pages that are not the maker's own or not public are left out.

    Raises NotAllowed.
    """
    listing = (
        Listing.objects.select_for_update(of=("self",)).select_related("seller", "project").get(pk=listing.pk)
    )
    require(can(by, "change", listing), _("Only the seller changes this."))
    words = {"materials": materials, "method": method, "shows_levels": shows_levels}
    told, _new = Provenance.objects.update_or_create(listing=listing, defaults=words)
    wanted = [entry.pk for entry in entries]
    told.entries.set(JournalEntry.objects.public().filter(pk__in=wanted, owner=by))
    log(listing, "shop.listing.change", user=by, data={"origin": True})
    return told
