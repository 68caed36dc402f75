"""Mails about orders. Links are built from SITE_URL, never from a request."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from shop import money
from shop.models import SaleLine
from shop.selectors import orders


def order_link(order: Any) -> str:
    """Return the address that opens `order` without an account, for as long as such a link lives."""
    return f"{settings.SITE_URL}{reverse('shop:order_link', args=[orders.link_token(order)])}"


def tell_buyer_paid(*, order: Any) -> None:
    """Confirm a paid order to its buyer."""
    context = {"order": order, "lines": list(order.lines.all()), "link": order_link(order)}
    _send(order.purchase.email, _("Your order %(number)s is paid") % {"number": order.number}, "paid", context)


def tell_buyer_link(*, order: Any) -> None:
    """Send a fresh link to the order's own address."""
    subject = _("Your order %(number)s") % {"number": order.number}
    _send(order.purchase.email, subject, "link", {"order": order, "link": order_link(order)})


def tell_buyer_sent(*, sale: SaleLine) -> None:
    """Tell the buyer that a piece is on its way."""
    order = sale.line.order
    context = {"order": order, "sale": sale, "link": order_link(order)}
    _send(order.purchase.email, _("“%(title)s” is on its way") % {"title": sale.line.title}, "sent", context)


def tell_makers_sold(*, order: Any) -> None:
    """Tell each maker which of their pieces were bought; nobody hears of another's."""
    sales = SaleLine.objects.filter(line__order=order).select_related("seller__user", "line").order_by("pk")
    by_seller: dict[int, list[SaleLine]] = {}
    for sale in sales:
        by_seller.setdefault(sale.seller_id, []).append(sale)
    for own in by_seller.values():
        maker = own[0].seller.user
        context = {
            "maker": maker,
            "sales": [(sale, money.from_minor(sale.net_minor, sale.currency)) for sale in own],
            "needs_shipping": any(sale.needs_shipping for sale in own),
            "link": f"{settings.SITE_URL}{reverse('shop:sales')}",
        }
        _send(maker.email, _("You have sold “%(title)s”") % {"title": own[0].line.title}, "sold", context)


def _send(address: str, subject: str, name: str, context: dict[str, Any]) -> None:
    context = {**context, "site_name": settings.SITE_NAME, "subject": subject}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"emails/shop/{name}.txt", context),
        to=[address],
    )
    message.attach_alternative(render_to_string(f"emails/shop/{name}.html", context), "text/html")
    message.send()
