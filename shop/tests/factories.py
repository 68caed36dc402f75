"""Pieces in the shop."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from mentorship.models import Project
from portal.accounts.models import User
from shop.models import Listing, Seller

Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")
CLASSES = {
    "original": ("Original", True, True),
    "edition": ("Edition", True, True),
    "digital": ("Digital", False, False),
}
_number = count(1)


def piece(
    owner: User, *, kind: str = "original", price: str = "25.00", quantity: int = 3, **values: Any
) -> Listing:
    """A work of `owner` that is for sale."""
    title = values.pop("title", f"Pot number {next(_number)}")
    project = Project.objects.create(
        owner=owner, title=title, media_type="object", visibility="public", published_at=timezone.now()
    )
    seller = Seller.objects.filter(user=owner).first()
    if seller is None:
        seller = Seller.objects.create(user=owner, partner=Partner.objects.create(name=owner.display_name))
    name, track, ship = CLASSES[kind]
    product_class, _created = ProductClass.objects.get_or_create(
        name=name, defaults={"track_stock": track, "requires_shipping": ship}
    )
    product = Product.objects.create(title=title, product_class=product_class, structure="standalone")
    listing = Listing.objects.create(project=project, product=product, seller=seller, kind=kind)
    StockRecord.objects.create(
        product=product,
        partner=seller.partner,
        partner_sku=listing.public_id,
        price=Decimal(price),
        price_currency="EUR",
        num_in_stock={"original": 1, "edition": quantity, "digital": None}[kind],
    )
    return listing
