"""What is kept about people by the shop. Money stays, without the names: the law wants the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from portal.core.privacy import EVERYTHING, Erase, Erasing, Rule, declare, excuse, obstacle
from shop.models import LedgerAccount, Posting, Purchase, SaleLine

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Order = get_model("order", "Order")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")

BOOKS = "Books are kept for as long as the law says; the person in them is a pseudonym."
NOT_OURS = "Holds numbers and amounts of an order; what is personal in it stands in the order's own rows."
ADDRESS = (
    *("first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode"),
    "search_text",
)
NO_ADDRESS = {**dict.fromkeys(ADDRESS, ""), "title": ""}


@obstacle
def open_sales(person: Any) -> str | _StrPromise:
    sales = SaleLine.objects.filter(seller__user=person)
    if sales.filter(Q(needs_shipping=True, shipped_at__isnull=True) | Q(released_at__isnull=True)).exists():
        return _("Some of your sales are not sent, or their money is still resting. Close the account after that.")
    return ""


@obstacle
def money_left(person: Any) -> str | _StrPromise:
    for account in LedgerAccount.objects.filter(owner=person):
        if sum(Posting.objects.filter(account=account).values_list("amount_minor", flat=True)):
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
    rows.update(name="", email="", note="")
    for email in erasing.emails:
        Purchase.objects.filter(email__iexact=email).update(name="", email="", note="")


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
        left_out=("ref", "url", "problem"),
    ),
    Rule(
        model="shop.Refund",
        people=("payment__order__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("state", "amount_minor", "currency", "reason", "created_at"),
        left_out=("ref",),
    ),
    Rule(
        model="shop.SaleLine",
        people=("seller__user",),
        erase=Erase.KEEP,
        reason=BOOKS,
        export=("currency", "gross_minor", "share_minor", "net_minor", "paid_at", "shipped_at", "tracking"),
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
        export=("kind", "currency"),
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
        export=("public_id", "project", "kind", "status", "created_at"),
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
    Rule(model="shop.Seller", people=("user",), erase=Erase.KEEP, reason=BOOKS, export=("created_at",)),
)
excuse(
    NOT_OURS,
    *("payment.Transaction", "payment.Source", "order.OrderStatusChange", "order.LinePrice", "order.PaymentEvent"),
    *("order.OrderDiscount", "order.Surcharge", "partner.StockRecord"),
)
