"""Oscar's basket, whose lines come with everything that a page or an order asks of them."""

from typing import Any

from django.db.models import Prefetch
from oscar.apps.basket.abstract_models import AbstractBasket


class Basket(AbstractBasket):
    def all_lines(self) -> Any:
        """Return the lines, loaded once: seven queries for one line and for two hundred."""
        if self.id is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            from shop.models import Listing
            from shop.models.listings import stock

            self._lines = (
                self.lines.select_related(
                    "product__product_class", "stockrecord__partner", "stockrecord__option", "named_price"
                )
                .prefetch_related(
                    "attributes",
                    stock("product__stockrecords"),
                    Prefetch("product__listing", queryset=Listing.objects.select_related("seller").with_piece()),
                )
                .order_by(self._meta.pk.name)
            )
        return self._lines

    def add_choice(self, product: Any, quantity: int, record: Any) -> Any:
        """Put `quantity` of the stock `record` of `product` in; Oscar takes the first record of all."""
        info = self.strategy.fetch_for_product(product, stockrecord=record)
        line, created = self._line_of(product, info, quantity)
        if not created:
            line.quantity += quantity
            line.save()
        self.reset_offer_applications()
        return line

    def _line_of(self, product: Any, info: Any, quantity: int) -> Any:
        if not self.id:
            self.save()
        return self.lines.get_or_create(
            line_reference=self._create_line_reference(product, info.stockrecord, []),
            product=product,
            stockrecord=info.stockrecord,
            defaults={
                "quantity": quantity,
                "price_excl_tax": info.price.excl_tax,
                "price_incl_tax": info.price.incl_tax,
                "price_currency": info.price.currency,
                "tax_code": info.price.tax_code,
            },
        )


from oscar.apps.basket.models import *  # noqa: E402, F403  the rest of Oscar's models under our fork
