"""Pieces in the shop, made through the services."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from mentorship.models import Project
from portal.accounts.models import User
from portal.core import stores
from shop.models import DownloadFile, Listing
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
    """A work of `owner` that is for sale; a download with a file."""
    listing = listings.offer(
        project=work(owner, **values),
        kind=kind,
        price=Decimal(price),
        quantity=quantity if kind == "edition" else None,
        by=owner,
    )
    if kind != "digital":
        return listing
    DownloadFile.objects.create(
        listing=listing,
        original=stores.private().save("downloads/song.txt", ContentFile(b"la la la")),
        filename="song.txt",
        content_type="text/plain",
        size_bytes=8,
    )
    return listings.relist(listing=listing, by=owner)


def reserve(listing: Listing, number: int = 1) -> None:
    """Let somebody stand at the till with `number` of `listing`."""
    listing.product.stockrecords.update(num_allocated=number)


def sell_out(listing: Listing) -> None:
    """Let all of `listing` be paid for."""
    listing.product.stockrecords.update(num_in_stock=0, num_allocated=0)
