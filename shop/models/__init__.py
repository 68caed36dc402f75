from shop.models.carriers import Carrier
from shop.models.cash import CashSale
from shop.models.commissions import CommissionOffer, CommissionPart
from shop.models.delivery import LineExtra, Parcel, ShippingProfile, ShippingRate
from shop.models.inbox import CaughtUp, ProviderEvent
from shop.models.integrity import BookCheck
from shop.models.ledger import LedgerAccount, LedgerEntry, Posting
from shop.models.listings import Listing
from shop.models.offers import Approval, Download, DownloadFile, NamedPrice, Option, PieceCost, PieceMaterial
from shop.models.payments import DemoSession, Payment, Refund
from shop.models.payouts import Payout, PayoutAccount
from shop.models.provenance import Provenance
from shop.models.questions import Question, QuestionWord
from shop.models.returns import Dispute, RefundLine
from shop.models.reviews import Review
from shop.models.sales import Purchase, SaleLine, SaleSaving, TakenBack
from shop.models.savings import Pot, RuleSet, SavingRule
from shop.models.sellers import Seller
from shop.models.vouchers import Voucher, VoucherUse
from shop.models.wishes import Wish

__all__ = [
    "Approval",
    "BookCheck",
    "Carrier",
    "CashSale",
    "CaughtUp",
    "CommissionOffer",
    "CommissionPart",
    "DemoSession",
    "Dispute",
    "Download",
    "DownloadFile",
    "LedgerAccount",
    "LedgerEntry",
    "LineExtra",
    "Listing",
    "NamedPrice",
    "Option",
    "Parcel",
    "Payment",
    "Payout",
    "PayoutAccount",
    "PieceCost",
    "PieceMaterial",
    "Posting",
    "Pot",
    "Provenance",
    "ProviderEvent",
    "Purchase",
    "Question",
    "QuestionWord",
    "Refund",
    "RefundLine",
    "Review",
    "RuleSet",
    "SaleLine",
    "SaleSaving",
    "SavingRule",
    "Seller",
    "ShippingProfile",
    "ShippingRate",
    "TakenBack",
    "Voucher",
    "VoucherUse",
    "Wish",
]
