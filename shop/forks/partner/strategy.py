"""Which price and availability a person gets: no tax for now; own and withdrawn works are not for sale."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner import availability, prices, strategy


class OwnWork(availability.Unavailable):
    code = "own"
    message = _("This is your own work")

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, Any]:
        return False, _("This is your own work.")


class Strategy(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.NoTax, strategy.Structured):
    def __init__(self, request: Any = None, user: Any = None) -> None:
        super().__init__(request)
        if user is not None and user.is_authenticated:
            self.user = user

    @cached_property
    def own_partner_id(self) -> int | None:
        """The user's own shop; one query for a signed-in person, none for a guest."""
        if self.user is None:
            return None
        sellers = apps.get_model("shop", "Seller").objects
        partner_id: int | None = sellers.filter(user=self.user).values_list("partner_id", flat=True).first()
        return partner_id

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        """Price the size or colour of this line, or what its buyer named; Oscar would take the first record."""
        info = self.fetch_for_product(line.product, stockrecord=line.stockrecord)
        named = getattr(line, "named_price", None)
        listing = getattr(line.product, "listing", None)
        if named is None or listing is None or listing.least_price is None:
            return info
        agreed = max(named.price, listing.least_price)
        price = prices.FixedPrice(currency=line.price_currency, excl_tax=agreed, tax=Decimal(0))
        return strategy.PurchaseInfo(price=price, availability=info.availability, stockrecord=info.stockrecord)

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        if not stockrecord or not product.is_public:
            return availability.Unavailable()
        if stockrecord.partner_id == self.own_partner_id:
            return OwnWork()
        if product.get_product_class().slug == "original":
            return availability.StockRequired(min(stockrecord.net_stock_level, 1))
        return super().availability_policy(product, stockrecord)


class Selector(strategy.Selector):
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> Strategy:
        return Strategy(request, user)
