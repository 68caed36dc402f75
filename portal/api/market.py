"""What is for sale, what one ordered, sold, earned and saved."""

from __future__ import annotations

from typing import Any

from oscar.core.loading import get_model
from rest_framework import serializers

from portal.api.shapes import Address, Amount, handle, id_of, name_of
from portal.core.api_rows import Feed, Row, RowsApi, Utc, day, one_of, words, yes_or_no
from portal.core.policy import visible_to
from shop.models import LedgerAccount, Listing, Payout, Posting, SaleLine
from shop.selectors import listings, orders, payouts, purses, sales
from shop.selectors.listings import AVAILABLE

Order = get_model("order", "Order")


class ListingRow(Row):
    """`left` is None where there is no end to them."""

    id = id_of()
    project = id_of("project")
    title = name_of("project.title")
    maker = handle("seller.user")
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()
    left = serializers.IntegerField(allow_null=True)
    can_be_bought = serializers.BooleanField()
    url = Address()

    class Meta:
        model = Listing
        fields = (
            *("id", "project", "title", "maker", "kind", "status", "price", "currency", "left"),
            *("can_be_bought", "can_be_picked_up", "url", "created_at", "updated_at"),
        )


class Listings(RowsApi):
    """The pieces in the shop, the newest first; with `mine`, everything that one has offered."""

    serializer_class = ListingRow
    filters = {
        "kind": one_of(Listing.Kind.choices, "kind"),
        "discipline": words("", "a short name"),
        "maker": words("seller__user__handle", "their handle"),
        "q": words(help="in the work"),
        "available": yes_or_no(help="whether at least one can be had"),
        "mine": yes_or_no(),
        "status": one_of(Listing.Status.choices, "status"),
    }
    orderings = {"created_at": "created_at"}

    def get_queryset(self) -> Any:
        person = self.request.user
        if not self.is_list:
            seen = visible_to(person, Listing.objects.all())
            return seen.with_piece().select_related("seller__user")
        said = self.said()
        if said.get("mine"):
            return listings.listings_of(user=person).select_related("seller__user")
        found = listings.market(discipline=said.get("discipline", ""), words=said.get("q", ""))
        found = found.filter(AVAILABLE) if said.get("available") else found
        return found.select_related("seller__user")


class OrderLineShape(serializers.Serializer[Any]):
    """`listing` is None where the piece is not offered any more."""

    title = serializers.CharField()
    quantity = serializers.IntegerField()
    price = serializers.DecimalField(source="line_price_incl_tax", max_digits=12, decimal_places=2)
    status = serializers.CharField()
    listing = id_of("product.listing", allow_null=True)


class OrderRow(Row):
    id = serializers.CharField(source="number")
    total = serializers.DecimalField(source="total_incl_tax", max_digits=12, decimal_places=2)
    is_paid = serializers.SerializerMethodField()
    lines = OrderLineShape(many=True)

    class Meta:
        model = Order
        fields = ("id", "status", "is_paid", "total", "currency", "lines", "date_placed")

    def get_is_paid(self, order: Any) -> bool:
        return orders.is_paid(order)


class Orders(RowsApi):
    """What one has ordered, the newest first."""

    serializer_class = OrderRow
    lookup_field = "number"
    filters = {"status": words("status")}
    orderings = {"date_placed": "date_placed"}
    changed = ""

    def get_queryset(self) -> Any:
        return orders.of_buyer(self.request.user)


class SaleRow(Row):
    """What the buyer paid (`gross`) down to what is the maker's (`net`); nothing about buyers."""

    order = name_of("line.order.number")
    title = name_of("line.title")
    quantity = serializers.IntegerField(source="line.quantity")
    gross = Amount("gross_minor")
    fee = Amount("fee_minor")
    share = Amount("share_minor")
    coop = Amount("coop_minor")
    savings = Amount("savings_minor")
    net = Amount("net_minor")

    class Meta:
        model = SaleLine
        fields = (
            *("id", "order", "title", "quantity", "currency", "gross", "fee", "share", "coop", "savings", "net"),
            *("needs_shipping", "paid_at", "release_date", "released_at", "shipped_at", "updated_at"),
        )


class Sales(RowsApi):
    """What one has sold, the newest first."""

    serializer_class = SaleRow
    lookup_field = "pk"
    filters = {
        "order": words("line__order__number", "its number"),
        "paid_from": day("paid_at__date__gte"),
        "paid_until": day("paid_at__date__lte"),
    }
    orderings = {"paid_at": "paid_at"}

    def get_queryset(self) -> Any:
        return sales.of_seller(self.request.user)


class PostingRow(Row):
    """One line of one's own books: `purse` is where the amount went to, or came from if it is below nothing."""

    kind = name_of("entry.kind")
    purse = serializers.ChoiceField(source="account.kind", choices=LedgerAccount.Kind.choices)
    pot = name_of("account.pot.name", allow_null=True)
    amount = Amount("amount_minor")
    created_at = Utc(source="entry.created_at")

    class Meta:
        model = Posting
        fields = ("id", "kind", "purse", "pot", "amount", "currency", "created_at")


class Ledger(RowsApi):
    """The lines of one's own books, the newest first."""

    serializer_class = PostingRow
    pagination_class = Feed
    lookup_field = "pk"
    filters = {
        "purse": one_of([(str(each), each.label) for each in LedgerAccount.PERSONAL], "account__kind"),
        "currency": words("currency", most=3),
    }
    changed = "entry__created_at"

    def get_queryset(self) -> Any:
        return purses.of_accounts(purses.accounts_of(self.request.user)).order_by("-pk")


class PotShape(serializers.Serializer[Any]):
    """`resting` is on its way into the pot; `target_amount` is None for who saves without an aim."""

    id = serializers.CharField(source="pot.public_id")
    name = serializers.CharField()
    goal = serializers.CharField(source="pot.goal.public_id", allow_null=True, read_only=True)
    amount = Amount("held_minor")
    resting = Amount("resting_minor")
    target_amount = Amount("target_minor")
    currency = serializers.CharField()


class Savings(RowsApi):
    """One's own pots, those for goals first."""

    serializer_class = PotShape
    changed = ""

    def get_queryset(self) -> Any:
        return purses.pots(self.request.user)


class PayoutRow(Row):
    id = id_of()
    amount = Amount("amount_minor")

    class Meta:
        model = Payout
        fields = (
            *("id", "amount", "currency", "method", "state", "requested_at", "sent_at", "paid_at", "failed_at"),
            *("cancelled_at", "reason", "updated_at"),
        )


class Payouts(RowsApi):
    """What was paid out to one, or will be; the newest first."""

    serializer_class = PayoutRow
    filters = {"state": one_of(Payout.State.choices, "state"), "method": one_of(Payout.Method.choices, "method")}
    orderings = {"requested_at": "requested_at"}

    def get_queryset(self) -> Any:
        return payouts.own(self.request.user)
