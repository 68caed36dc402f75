"""Letters to buyers without an account. Links are built from SITE_URL, never from a request."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.letters import write
from shop.models import CommissionOffer, Question, SaleLine
from shop.selectors import orders
from shop.services import commissions, questions


def order_link(order: Any) -> str:
    """Return the address that opens `order` without an account, for as long as such a link lives."""
    return _address("shop:order_link", orders.link_token(order))


def paid(order: Any) -> EmailMessage | None:
    """Confirm a paid order to its buyer."""
    context = {"order": order, "lines": list(order.lines.all()), "link": order_link(order)}
    subject = _("Your order %(number)s is paid") % {"number": order.number}
    return _letter(order.purchase.email, subject, "paid", context)


def link(order: Any) -> EmailMessage | None:
    """Return a fresh link for the order's own address."""
    subject = _("Your order %(number)s") % {"number": order.number}
    return _letter(order.purchase.email, subject, "link", {"order": order, "link": order_link(order)})


def sent(sale: SaleLine) -> EmailMessage | None:
    """Tell the buyer that a piece is on its way."""
    order = sale.line.order
    context = {"order": order, "sale": sale, "link": order_link(order)}
    subject = _("“%(title)s” is on its way") % {"title": sale.line.title}
    return _letter(order.purchase.email, subject, "sent", context)


def question_answered(question: Question) -> EmailMessage | None:
    """Bring the answer to a visitor, with the link by which they can go on."""
    words = question.words.shown().filter(is_answer=True).order_by("-created_at", "-pk").first()
    if words is None:
        return None
    address = _address("shop:question_link", questions.link_token(question))
    context = {"question": question, "words": words.text, "link": address}
    subject = _("An answer about “%(title)s”") % {"title": question.listing.project.title}
    return _letter(question.email, subject, "question_answered", context)


def commission(offer: CommissionOffer) -> EmailMessage | None:
    """Tell a visitor how their commission stands, with the link by which they accept, pay and follow it."""
    if offer.buyer_id or offer.request is None:
        return None
    context = {"offer": offer, "link": _address("shop:commission_link", commissions.link_token(offer))}
    return _letter(offer.request.email, _("About “%(title)s”") % {"title": offer.title}, "commission", context)


def _address(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def _letter(to: str, subject: str, name: str, context: dict[str, Any]) -> EmailMessage | None:
    """Return the letter, unless there is no address: of who paid in cash, or was erased."""
    return write(to=to, subject=subject, template=f"shop/{name}", context=context) if to else None
