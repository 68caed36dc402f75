"""What is kept about people by the shop. Money stays, without the names: the law wants the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from portal.core.privacy import EVERYTHING, Erase, Erasing, Rule, declare, excuse, obstacle
from shop.models import LedgerAccount, Purchase, Question, Review, SaleLine

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Order = get_model("order", "Order")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")

BOOKS = "Books are kept for as long as the law says; the person in them is a pseudonym."
NOT_OURS = "Holds numbers and amounts of an order; what is personal in it stands in the order's own rows."
COMMISSION = (
    *("public_id", "request", "title", "included", "currency", "price_minor", "deposit_minor", "kept_percent"),
    *("promised_on", "is_sent", "status", "note", "project", "created_at"),
)
ADDRESS = (
    *("first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode"),
    "search_text",
)
NO_ADDRESS = {**dict.fromkeys(ADDRESS, ""), "title": ""}


@obstacle
def open_sales(person: Any) -> str | _StrPromise:
    sales = SaleLine.objects.filter(seller__user=person)
    if sales.filter(
        Q(needs_shipping=True, shipped_at__isnull=True) & ~Q(line__status="Refunded") | Q(released_at__isnull=True)
    ).exists():
        return _("Some of your sales are not sent, or their money is still resting. Close the account after that.")
    return ""


@obstacle
def money_left(person: Any) -> str | _StrPromise:
    if LedgerAccount.objects.filter(owner=person).exclude(balance_minor=0).exists():
        return _("You still have money here. Have it paid out first.")
    return ""


@obstacle
def open_orders(person: Any) -> str | _StrPromise:
    if Order.objects.filter(user=person, status="Paid", purchase__isnull=False).exists():
        return _("An order of yours is on its way. Close the account when it has arrived.")
    return ""


def _blank_orders(rows: QuerySet[Any], erasing: Erasing) -> None:
    """Also the orders they made as a guest, with an address that is proven to be theirs."""
    rows.update(guest_email="")
    for email in erasing.emails:
        Order.objects.filter(guest_email__iexact=email).update(guest_email="")


def _blank_purchases(rows: QuerySet[Any], erasing: Erasing) -> None:
    """With what they said as guests, as long as the order tells that it was they."""
    rows.update(name="", email="", note="")
    for email in erasing.emails:
        Review.objects.filter(author=None, sale__line__order__purchase__email__iexact=email).delete()
        Purchase.objects.filter(email__iexact=email).update(name="", email="", note="")


def _forget_questions(rows: QuerySet[Any], erasing: Erasing) -> None:
    """Also what they asked as a visitor, with an address that is proven to be theirs."""
    rows.delete()
    for email in erasing.emails:
        Question.objects.filter(asker=None, email__iexact=email).delete()


def _forget_reviews(rows: QuerySet[Any], erasing: Erasing) -> None:
    """What they wrote goes; what others wrote goes with their pieces; that they decided about one is forgotten."""
    person = erasing.person
    theirs = Q(author=person) | Q(sale__line__order__user=person) | Q(listing__seller__user=person)
    rows.filter(theirs).delete()
    rows.filter(decided_by=person).update(decided_by=None)


def _forget_partner(rows: QuerySet[Any], erasing: Erasing) -> None:
    for partner in rows:
        partner.users.clear()
    rows.update(name=erasing.pseudonym, code=erasing.pseudonym)


def _delete_products(rows: QuerySet[Any], erasing: Erasing) -> None:
    """By their numbers: the listings that led to them are gone. Lines of orders keep the title that was sold."""
    Product.objects.filter(pk__in=erasing.owned.get("catalogue.Product", [])).delete()


declare(
    Rule(model="analytics.UserRecord", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,)),
    Rule(model="analytics.UserProductView", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,)),
    Rule(model="analytics.UserSearch", people=("user",), erase=Erase.DELETE, export=("query", "date_created")),
    Rule(
        model="address.UserAddress", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,), left_out=("hash",)
    ),
    Rule(model="reviews.Vote", people=("user",), erase=Erase.DELETE, export=("delta", "date_created")),
    Rule(model="reviews.ProductReview", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,)),
    Rule(
        model="communication.Email",
        people=("user",),
        erase=Erase.DELETE,
        export=("email", "subject", "body_text", "date_sent"),
        left_out=("body_html",),
    ),
    Rule(
        model="communication.Notification",
        people=("recipient", "sender"),
        erase=Erase.DELETE,
        export=("recipient", "sender", "subject", "body", "date_sent"),
    ),
    Rule(
        model="customer.ProductAlert", people=("user",), erase=Erase.DELETE, export=("email",), left_out=("key",)
    ),
    Rule(
        model="wishlists.WishListSharedEmail",
        people=("wishlist__owner",),
        erase=Erase.DELETE,
        reason="Addresses of other people.",
        left_out=("email",),
    ),
    Rule(model="wishlists.Line", people=("wishlist__owner",), erase=Erase.DELETE, export=("title", "quantity")),
    Rule(model="wishlists.WishList", people=("owner",), erase=Erase.DELETE, export=("name",), left_out=("key",)),
    Rule(
        model="payment.Bankcard",
        people=("user",),
        erase=Erase.DELETE,
        export=("card_type", "name", "number"),
        left_out=("partner_reference",),
    ),
    Rule(
        model="offer.RangeProductFileUpload",
        people=("uploaded_by",),
        erase=Erase.DELETE,
        reason="A list of goods that an operator uploaded.",
        left_out=("filepath", "error_message"),
    ),
    Rule(
        model="voucher.VoucherApplication",
        people=("user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("voucher", "date_created"),
    ),
    Rule(model="basket.LineAttribute", people=("line__basket__owner",), erase=Erase.DELETE, export=("value",)),
    Rule(
        model="basket.Line",
        people=("basket__owner",),
        erase=Erase.DELETE,
        export=("product", "quantity", "date_created"),
        left_out=("line_reference", "tax_code"),
    ),
    Rule(model="basket.Basket", people=("owner",), erase=Erase.DELETE, export=("status", "date_created")),
    Rule(
        model="order.OrderNote",
        people=("user", "order__user"),
        erase=Erase.PSEUDONYMISE,
        blank={"message": ""},
        export=("message", "date_created"),
        left_out=("note_type",),
    ),
    Rule(
        model="order.ShippingAddress",
        people=("order__user",),
        erase=Erase.PSEUDONYMISE,
        blank={**NO_ADDRESS, "phone_number": "", "notes": ""},
        export=(EVERYTHING,),
    ),
    Rule(
        model="order.BillingAddress",
        people=("order__user",),
        erase=Erase.PSEUDONYMISE,
        blank=NO_ADDRESS,
        export=(EVERYTHING,),
    ),
    Rule(
        model="order.Line",
        people=("partner__seller__user",),
        erase=Erase.PSEUDONYMISE,
        blank={"partner_name": lambda erasing: erasing.pseudonym, "partner_line_notes": ""},
        export=("title", "quantity", "line_price_incl_tax", "status"),
        left_out=("partner_sku", "partner_line_reference", "upc", "tax_code"),
    ),
    Rule(
        model="order.Line",
        people=("order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("title", "quantity", "line_price_incl_tax", "status"),
        left_out=("partner_name",),
    ),
    Rule(
        model="order.LineAttribute",
        people=("line__order__user",),
        erase=Erase.PSEUDONYMISE,
        blank={"value": ""},
        export=("type", "value"),
    ),
    Rule(
        model="order.ShippingEvent",
        people=("order__user",),
        erase=Erase.PSEUDONYMISE,
        blank={"notes": ""},
        export=("notes", "date_created"),
    ),
    Rule(
        model="shop.Purchase",
        people=("order__user",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_blank_purchases,
        blank=dict.fromkeys(["name", "email", "note"], ""),
        export=("order", "name", "email", "note", "created_at"),
    ),
    Rule(
        model="order.Order",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_blank_orders,
        blank={"guest_email": ""},
        export=("number", "currency", "total_incl_tax", "status", "date_placed", "shipping_method"),
        left_out=("shipping_tax_code", "shipping_code"),
    ),
    Rule(
        model="shop.Payment",
        people=("order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("provider", "state", "amount_minor", "currency", "created_at"),
        left_out=("ref", "charge_ref", "url", "problem"),
    ),
    Rule(
        model="shop.Refund",
        people=("payment__order__user", "requested_by"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("state", "amount_minor", "currency", "reason", "created_at"),
        left_out=("ref", "problem"),
    ),
    Rule(
        model="shop.RefundLine",
        people=("refund__payment__order__user", "sale__seller__user"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("refund", "sale", "amount_minor"),
    ),
    Rule(
        model="shop.CashSale",
        people=("entered_by", "decided_by"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("payment", "sold_on", "place", "status", "note", "decided_at"),
    ),
    Rule(
        model="shop.CommissionOffer",
        people=("seller__user",),
        erase=Erase.PSEUDONYMISE,
        blank={"included": "", "note": ""},
        export=COMMISSION,
        left_out=("submission",),
    ),
    Rule(
        model="shop.CommissionOffer",
        people=("buyer", "request__asker", "request__maker", "project__owner", "decided_by"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=COMMISSION,
    ),
    Rule(
        model="shop.CommissionPart",
        people=("offer__seller__user", "offer__buyer"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("offer", "kind"),
    ),
    Rule(
        model="shop.Dispute",
        people=("payment__order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("state", "amount_minor", "currency", "reason", "created_at"),
        left_out=("ref",),
    ),
    Rule(
        model="shop.ProviderEvent",
        people=("payment__order__user",),
        erase=Erase.PSEUDONYMISE,
        blank={"payload": ""},
        export=("provider", "kind", "created_at"),
        left_out=("event_id", "payload", "error"),
    ),
    Rule(
        model="shop.Payout",
        people=("person",),
        erase=Erase.PSEUDONYMISE,
        blank={"recipient": "", "destination": ""},
        export=(
            *("currency", "amount_minor", "method", "state", "recipient", "destination", "reason"),
            *("requested_at", "sent_at", "paid_at", "failed_at", "problem", "cancelled_at", "ref", "evidence"),
        ),
        left_out=("provider", "evidence_type"),
    ),
    Rule(
        model="shop.PayoutAccount",
        people=("person",),
        erase=Erase.DELETE,
        export=("provider", "ref", "is_ready", "created_at"),
    ),
    Rule(
        model="shop.Payout",
        people=("requested_by", "prepared_by", "approved_by", "paid_by", "cancelled_by"),
        erase=Erase.KEEP,
        reason="Who let money leave has to be known as long as the books are kept.",
        export=("public_id", "currency", "amount_minor", "state", "requested_at", "paid_at"),
        left_out=("provider", "evidence_type", "recipient", "destination", "reason", "problem", "ref", "evidence"),
    ),
    Rule(
        model="shop.SaleLine",
        people=("seller__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=(
            *("currency", "gross_minor", "fee_minor", "share_minor", "coop_minor", "savings_minor", "net_minor"),
            *("paid_at", "shipped_at", "carrier", "tracking"),
        ),
    ),
    Rule(
        model="shop.SaleSaving",
        people=("pot__owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("sale", "pot", "amount_minor", "taken_minor"),
    ),
    Rule(
        model="shop.TakenBack",
        people=("sale__seller__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("sale", "amount_minor", "net_minor", "savings_minor", "taken_at", "undone_at"),
        left_out=("key",),
    ),
    Rule(
        model="shop.SavingRule",
        people=("pot__owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("rule_set", "how", "pot", "basis_points", "amount_minor", "cap_minor", "by_date", "then_pot"),
    ),
    Rule(
        model="shop.RuleSet",
        people=("owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("currency", "version", "created_at"),
    ),
    Rule(
        model="shop.Pot",
        people=("owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("goal", "currency", "is_general", "created_at"),
    ),
    Rule(
        model="shop.Posting",
        people=("account__owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("account", "amount_minor", "currency"),
    ),
    Rule(
        model="shop.LedgerAccount",
        people=("owner",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("kind", "currency", "balance_minor"),
        left_out=("provider",),
    ),
    Rule(
        model="catalogue.ProductImage",
        people=("product__listing__seller__user",),
        erase=Erase.DELETE,
        export=("original", "caption"),
        left_out=("code",),
    ),
    Rule(
        model="shop.Listing",
        people=("seller__user",),
        erase=Erase.DELETE,
        export=(
            "public_id",
            "project",
            "kind",
            "status",
            "shipping_profile",
            "can_be_picked_up",
            "least_price",
            "created_at",
        ),
    ),
    Rule(
        model="catalogue.Product",
        people=("listing__seller__user",),
        erase=Erase.DELETE,
        erase_with=_delete_products,
        export=("title", "description", "date_created"),
    ),
    Rule(
        model="partner.PartnerAddress", people=("partner__seller__user",), erase=Erase.DELETE, export=(EVERYTHING,)
    ),
    Rule(
        model="partner.Partner",
        people=("users", "seller__user"),
        erase=Erase.PSEUDONYMISE,
        erase_with=_forget_partner,
        blank={"name": "", "code": ""},
        export=("name",),
    ),
    Rule(model="shop.NamedPrice", people=("line__basket__owner",), erase=Erase.DELETE, export=("line", "price")),
    Rule(
        model="shop.Download",
        people=("line__order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("line", "file", "count"),
    ),
    Rule(
        model="shop.DownloadFile",
        people=("listing__seller__user",),
        erase=Erase.DELETE,
        export=("original", "filename", "content_type", "size_bytes", "created_at"),
    ),
    Rule(
        model="shop.QuestionWord",
        people=("author", "question__asker", "question__listing__seller__user"),
        erase=Erase.DELETE,
        export=("question", "is_answer", "text", "created_at", "hidden_at"),
    ),
    Rule(
        model="shop.Question",
        people=("asker", "listing__seller__user"),
        erase=Erase.DELETE,
        erase_with=_forget_questions,
        export=("public_id", "listing", "order", "name", "waits_since", "created_at"),
        left_out=("email",),
    ),
    Rule(
        model="shop.Review",
        people=("author", "sale__line__order__user", "listing__seller__user", "decided_by"),
        erase=Erase.DELETE,
        erase_with=_forget_reviews,
        export=("sale", "listing", "name", "stars", "text", "status", "answer", "created_at", "answered_at"),
        left_out=("reason",),
    ),
    Rule(model="shop.Wish", people=("user",), erase=Erase.DELETE, export=("listing", "created_at")),
    Rule(
        model="shop.VoucherUse",
        people=("order__user", "voucher__seller__user"),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("order", "code", "amount_minor"),
    ),
    Rule(
        model="shop.Voucher",
        people=("seller__user",),
        erase=Erase.DELETE,
        export=(
            *("code", "percent_bp", "amount_minor", "currency", "least_minor", "starts_on", "ends_on"),
            *("most_uses", "used", "is_on", "created_at"),
        ),
    ),
    Rule(
        model="shop.Provenance",
        people=("listing__seller__user",),
        erase=Erase.DELETE,
        export=("listing", "materials", "method", "shows_levels", "entries"),
    ),
    Rule(
        model="shop.PieceMaterial",
        people=("cost__listing__seller__user",),
        erase=Erase.DELETE,
        export=("name", "amount_minor"),
    ),
    Rule(
        model="shop.PieceCost",
        people=("listing__seller__user",),
        erase=Erase.DELETE,
        export=("listing", "minutes", "wage_minor"),
    ),
    Rule(
        model="shop.Approval",
        people=("listing__seller__user", "decided_by"),
        erase=Erase.KEEP,
        reason="Who let a minor's offer be seen has to be known later.",
        export=("listing", "approved", "note", "created_at"),
    ),
    Rule(
        model="shop.Option",
        people=("listing__seller__user",),
        erase=Erase.DELETE,
        export=("listing", "size", "colour"),
    ),
    Rule(
        model="shop.ShippingRate",
        people=("profile__seller__user",),
        erase=Erase.DELETE,
        export=("country", "first_minor", "more_minor", "free_from_minor"),
    ),
    Rule(model="shop.ShippingProfile", people=("seller__user",), erase=Erase.DELETE, export=("name",)),
    Rule(
        model="shop.Parcel",
        people=("seller__user", "order__user"),
        erase=Erase.KEEP,
        reason="The terms of a contract that has been made are kept with the books.",
        export=("order", "way", "shipping_minor", "tip_minor", "pickup", "policy"),
    ),
    Rule(
        model="shop.LineExtra",
        people=("line__order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("line", "shipping_minor", "tip_minor", "discount_minor", "option"),
    ),
    Rule(
        model="shop.Seller",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        blank=dict.fromkeys(["pickup", "policy", "away_note"], ""),
        export=("created_at", "pickup", "policy", "takes_tips", "away_until", "away_note"),
    ),
)
excuse(
    NOT_OURS,
    *("payment.Transaction", "payment.Source", "order.OrderStatusChange", "order.LinePrice", "order.PaymentEvent"),
    *("order.OrderDiscount", "order.Surcharge", "partner.StockRecord"),
)
