"""Galleries: who sees them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cms_pages.models import GalleryPage
from mentorship.models import Visibility
from mentorship.services import sharing
from portal.accounts.models import AuditEvent, User
from portal.accounts.services import audit


@transaction.atomic
def change_visibility(*, gallery: GalleryPage, visibility: str, by: User, now: datetime) -> GalleryPage:
    """Show `gallery` to others from `now`, or hide it; its secret links end unless it is shown by link.

    For somebody who needs an approval a mentor of theirs or a coordinator does it, once it is shared with them.
    Raises NotAllowed, NeedsApproval, NotShared, NoConsent.
    """
    gallery = GalleryPage.objects.select_for_update().get(pk=gallery.pk)
    maker = gallery.maker
    if not by.is_superuser:
        sharing.permit_showing(by=by, maker=maker, now_seen=gallery.visibility, wanted=visibility)
    gallery.visibility = Visibility(visibility)
    GalleryPage.objects.filter(pk=gallery.pk).update(visibility=gallery.visibility)
    if gallery.visibility != Visibility.LINK:
        sharing.end_links(thing=gallery, now=now)
    if by.pk != maker.pk:
        audit.record(
            action=AuditEvent.Action.PUBLISHED_FOR,
            by=by,
            subject=maker,
            obj=gallery,
            detail={"visibility": visibility},
            now=now,
        )
    return gallery
