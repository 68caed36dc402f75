"""What buyers may see of their orders."""

from typing import Any

from django.core import signing
from django.db.models import Prefetch, QuerySet
from oscar.core.loading import get_model

from portal.accounts.models import User
from portal.core.policy import visible_to
from shop.models import Payment

Order = get_model("order", "Order")
Line = get_model("order", "Line")

#: A link in a mail opens its order for this long.
LINK_DAYS = 60
SALT = "shop.order"


def of_buyer(user: User) -> QuerySet[Any]:
    """Orders that `user` placed with an account, newest first, with their lines and payments. Three queries."""
    return with_lines(visible_to(user, Order.objects.all()).order_by("-date_placed", "-pk"))


def with_lines(orders: QuerySet[Any]) -> QuerySet[Any]:
    lines = Line.objects.order_by("pk").select_related("sale", "product__listing__project")
    payments = Payment.objects.order_by("-pk").prefetch_related("refunds")
    return orders.select_related("purchase", "shipping_address__country").prefetch_related(
        Prefetch("lines", queryset=lines), Prefetch("payments", queryset=payments)
    )


def link_token(order: Any) -> str:
    """Make the unguessable end of the address that shows `order` to whoever got our mail."""
    return signing.dumps(order.number, salt=SALT)


def by_link(token: str, *, max_age_days: int | None = LINK_DAYS) -> Any:
    """Return the order of a link, or None if the link is not ours. Raises signing.SignatureExpired."""
    max_age = max_age_days * 24 * 3600 if max_age_days else None
    try:
        number = signing.loads(token, salt=SALT, max_age=max_age)
    except signing.SignatureExpired:
        raise
    except signing.BadSignature:
        return None
    return with_lines(Order.objects.filter(number=number)).first()
