"""Who may sell and buy what."""

from mentorship.models import Project
from portal.accounts import roles
from portal.accounts.models import User
from shop.models import Listing, SaleLine


def can_offer(by: User, project: Project) -> bool:
    return by.is_active and project.owner_id == by.pk and by.has_role(roles.PARTICIPANT)


def can_change_listing(by: User, listing: Listing) -> bool:
    return by.is_active and listing.seller.user_id == by.pk


def can_ship(by: User, sale: SaleLine) -> bool:
    return by.is_active and sale.seller.user_id == by.pk
