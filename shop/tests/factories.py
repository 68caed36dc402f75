"""Pieces in the shop, made through the services."""

from decimal import Decimal
from itertools import count
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from mentorship.models import Project
from portal.accounts.models import User
from shop.models import Listing
from shop.services import listings

_number = count(1)


def work(owner: User, *, public: bool = True, **values: Any) -> Project:
    """A work of `owner`, without files: what the shop asks of files is tested with pictures of its own."""
    title = values.pop("title", f"Pot number {next(_number)}")
    values.setdefault("media_type", Project.MediaType.OBJECT)
    if public:
        values.update(visibility=Project.Visibility.PUBLIC, published_at=timezone.now())
    return Project.objects.create(owner=owner, title=title, **values)


def piece(
    owner: User, *, kind: str = "original", price: str = "25.00", quantity: int = 3, **values: Any
) -> Listing:
    """A work of `owner` that is for sale; also a download, which cannot be offered at present."""
    with patch.object(listings, "OFFERED", tuple(Listing.Kind)):
        return listings.offer(
            project=work(owner, **values),
            kind=kind,
            price=Decimal(price),
            quantity=quantity if kind == "edition" else None,
            by=owner,
        )


def reserve(listing: Listing, number: int = 1) -> None:
    """Let somebody stand at the till with `number` of `listing`."""
    listing.product.stockrecords.update(num_allocated=number)


def sell_out(listing: Listing) -> None:
    """Let all of `listing` be paid for."""
    listing.product.stockrecords.update(num_in_stock=0, num_allocated=0)
