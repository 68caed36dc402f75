"""Who sees what is sold, and who may sell, change and send it."""

from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from mentorship.models import Project
from portal.accounts import roles
from portal.accounts.models import User
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy
from shop.models import Listing, SaleLine

Order = get_model("order", "Order")


@policy.register(Listing)
class ListingPolicy(Policy[Listing]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        shown = Q(status=Listing.Status.LIVE, project__visibility=Project.Visibility.PUBLIC)
        return shown | Q(seller__user=person) if _is_here(person) else shown

    def may_create(self, person: User) -> bool:
        return person.has_role(roles.PARTICIPANT)

    def may_change(self, person: User, listing: Listing) -> bool:
        return listing.seller.user_id == person.pk

    def may_withdraw(self, person: User, listing: Listing) -> bool:
        return person.is_superuser or self.may_change(person, listing)


@policy.register(SaleLine)
class SalePolicy(Policy[SaleLine]):
    """Makers see their own lines of an order and nothing of anybody else's."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(seller__user=person) if _is_here(person) else NOBODY_SEES

    def may_ship(self, person: User, sale: SaleLine) -> bool:
        return sale.seller.user_id == person.pk


@policy.register(Order)
class OrderPolicy(Policy[Any]):
    """Whoever ordered without an account comes by the signed link of a mail instead."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(user=person) if _is_here(person) else NOBODY_SEES


def _is_here(person: Any) -> bool:
    return bool(person.is_authenticated and person.is_active)
