"""What a piece costs its maker, and the price that follows from it. Nobody else sees this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop import money
from shop.models import Listing, PieceCost, PieceMaterial

MOST_MINUTES = 60 * 2000
MOST_MINOR = 999_999
MOST_MATERIALS = 60


class BadCost(DomainError):
    message = gettext_lazy("Hours and amounts cannot be negative, nor larger than a piece can bear.")


@dataclass(frozen=True)
class Material:
    name: str
    amount_minor: int
    resource_id: int | None = None


@dataclass(frozen=True)
class Sum:
    """What one piece costs and brings, in smallest units."""

    materials_minor: int
    work_minor: int
    price_minor: int
    shares_minor: int

    @property
    def costs_minor(self) -> int:
        return self.materials_minor + self.work_minor

    @property
    def margin_minor(self) -> int:
        """What is left of the price for the maker beside the wage; negative if it does not cover the costs."""
        return self.price_minor - self.shares_minor - self.costs_minor

    @property
    def covers_costs(self) -> bool:
        return self.margin_minor >= 0

    @property
    def suggested_minor(self) -> int:
        """The lowest price of which, after all shares, the costs are left."""
        kept_bp = 10_000 - settings.PLATFORM_SHARE_BP - settings.COOP_SHARE_BP
        if kept_bp <= 0:
            return 0
        price: int = -(-self.costs_minor * 10_000 // kept_bp)
        while price - _shares(price) < self.costs_minor:  # shares are rounded each on its own
            price += 1
        return price


def _shares(price_minor: int) -> int:
    return money.share_of(price_minor, settings.PLATFORM_SHARE_BP) + money.share_of(
        price_minor, settings.COOP_SHARE_BP
    )


@transaction.atomic
def note(*, listing: Listing, minutes: int, wage_minor: int, materials: Sequence[Material], by: User) -> PieceCost:
    """Note what one piece takes, in place of what was noted before. Raises NotAllowed, BadCost."""
    require(can(by, "change", listing), _("Only the seller changes this."))
    amounts = [wage_minor, *(material.amount_minor for material in materials)]
    if not 0 <= minutes <= MOST_MINUTES or not all(0 <= each <= MOST_MINOR for each in amounts):
        raise BadCost
    if len(materials) > MOST_MATERIALS:
        raise BadCost
    cost, _created = PieceCost.objects.update_or_create(
        listing=listing, defaults={"minutes": minutes, "wage_minor": wage_minor}
    )
    cost.materials.all().delete()
    PieceMaterial.objects.bulk_create(
        PieceMaterial(cost=cost, name=each.name, amount_minor=each.amount_minor, resource_id=each.resource_id)
        for each in materials
    )
    return cost


def reckon(*, listing: Listing, cost: PieceCost | None) -> Sum:
    """Add up what one piece costs at its present price. One query."""
    price = money.to_minor(listing.price, listing.currency)
    materials = sum(each.amount_minor for each in cost.materials.all()) if cost else 0
    return Sum(materials, cost.work_minor if cost else 0, price, _shares(price))
