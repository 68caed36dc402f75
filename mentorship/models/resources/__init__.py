"""Materials and tools: what there is, where it lies, who was handed what, and what became of it."""

from mentorship.models.resources.issues import Issue, IssueLine, ResourceRequest, UsageLog
from mentorship.models.resources.kits import Kit, KitLine
from mentorship.models.resources.stock import LoanItem, Stock, StockMove
from mentorship.models.resources.things import Donor, Location, ResourceType

__all__ = [
    "Donor",
    "Issue",
    "IssueLine",
    "Kit",
    "KitLine",
    "LoanItem",
    "Location",
    "ResourceRequest",
    "ResourceType",
    "Stock",
    "StockMove",
    "UsageLog",
]
