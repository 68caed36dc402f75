"""What buyers may see of their orders."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower
from oscar.core.loading import get_model

from portal.accounts.models import User
from portal.core.policy import visible_to
from shop.models import Parcel, Payment

Order = get_model("order", "Order")
Line = get_model("order", "Line")

#: A link in a mail opens its order for this long.
LINK_DAYS = 60
SALT = "shop.order"


def of_buyer(user: User) -> QuerySet[Any]:
    """Orders that `user` placed with an account, newest first, with their lines and payments. Three queries."""
    return with_lines(visible_to(user, Order.objects.all()).order_by("-date_placed", "-pk"))


def with_lines(orders: QuerySet[Any]) -> QuerySet[Any]:
    lines = Line.objects.order_by("pk").select_related("sale", "extra", "product__listing__project")
    lines = lines.prefetch_related("product__listing__files")
    parcels = Parcel.objects.select_related("seller__user")
    payments = Payment.objects.order_by("-pk").prefetch_related("refunds")
    return orders.select_related("purchase", "voucher_use", "shipping_address__country").prefetch_related(
        Prefetch("lines", queryset=lines),
        Prefetch("payments", queryset=payments),
        Prefetch("parcels", queryset=parcels),
    )


def to_claim(user: User) -> QuerySet[Any]:
    """Orders without an account that were made with a proven address of `user`. Two queries."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    without = Order.objects.filter(user=None).annotate(address=Lower("purchase__email"))
    found: QuerySet[Any] = without.filter(address__in=[email.lower() for email in proven])
    return found


def is_paid(order: Any) -> bool:
    """Whether a payment has paid `order`. Needs `with_lines`; no query."""
    return any(payment.settles for payment in order.payments.all())


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
