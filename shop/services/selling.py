"""What a maker says about their shop as a whole."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop.models import Listing, Seller
from shop.services.listings import seller_of


class PastDay(DomainError):
    message = gettext_lazy("Choose a day to come, or leave this empty.")


@transaction.atomic
def set_terms(
    *,
    by: User,
    pickup: str = "",
    policy: str = "",
    takes_tips: bool = True,
    away_until: date | None = None,
    away_note: str = "",
) -> Seller:
    """Set where one picks up, what is promised about returns, tips, and until when `by` takes no orders.

    Orders that exist keep the words they were made with. Raises NotAllowed, PastDay.
    """
    require(can(by, "create", Listing), _("Only participants sell."))
    seller = Seller.objects.select_for_update().get(pk=seller_of(user=by).pk)
    if away_until and away_until <= timezone.localdate():
        raise PastDay
    seller.pickup, seller.policy, seller.takes_tips = pickup, policy, takes_tips
    seller.away_until, seller.away_note = away_until, away_note
    seller.save()
    log(seller, "shop.seller.terms", user=by, data={"away_until": str(away_until or "")})
    return seller
