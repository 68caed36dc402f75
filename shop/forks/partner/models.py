"""Stock that cannot be promised twice. Oscar's `allocate` adds without asking how much is left."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from oscar.apps.partner.abstract_models import AbstractStockRecord

from shop.stock import NotEnoughStock


class StockRecord(AbstractStockRecord):
    class Meta(AbstractStockRecord.Meta):
        indexes = [models.Index(fields=["price"], name="partner_stock_by_price")]
        constraints = [
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True)
                | Q(num_allocated__gte=0, num_in_stock__isnull=True)
                | Q(num_allocated__gte=0, num_allocated__lte=F("num_in_stock")),
                name="partner_stock_never_oversold",
            )
        ]

    def allocate(self, quantity: int) -> None:
        """Set `quantity` pieces aside in one conditional UPDATE. Raises NotEnoughStock."""
        if not self.can_track_allocations:
            return
        self.pre_save_signal()
        allocated = Coalesce(F("num_allocated"), 0) + quantity
        enough = type(self).objects.filter(pk=self.pk, num_in_stock__gte=allocated)
        if not enough.update(num_allocated=allocated):
            raise NotEnoughStock(self)
        self.refresh_from_db(fields=["num_allocated"])
        self.post_save_signal()

    allocate.alters_data = True  # type: ignore[attr-defined]  # Django's mark for templates


from oscar.apps.partner.models import *  # noqa: E402, F403  the models that we leave as they are
