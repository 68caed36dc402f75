"""Who may sell and buy what."""

from portal.accounts.models import User
from shop.models import SaleLine


def can_ship(by: User, sale: SaleLine) -> bool:
    return by.is_active and sale.seller.user_id == by.pk
