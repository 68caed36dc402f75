from shop.models.ledger import LedgerAccount, LedgerEntry, Posting
from shop.models.listings import Listing
from shop.models.payments import DemoSession, Payment, Refund
from shop.models.sales import Purchase, SaleLine
from shop.models.sellers import Seller

__all__ = [
    "DemoSession",
    "LedgerAccount",
    "LedgerEntry",
    "Listing",
    "Payment",
    "Posting",
    "Purchase",
    "Refund",
    "SaleLine",
    "Seller",
]
