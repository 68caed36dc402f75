"""Mails about orders. Links are built from SITE_URL, never from a request."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from shop import money
from shop.models import CommissionOffer, Listing, Payout, Question, Review, SaleLine
from shop.selectors import orders
from shop.services import commissions, questions


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


def tell_maker_decided(*, listing: Listing, approved: bool, note: str) -> None:
    """Tell a maker what came of the look at their offer."""
    title = listing.project.title
    link = f"{settings.SITE_URL}{reverse('shop:my_listings')}"
    context = {"title": title, "approved": approved, "note": note, "link": link}
    _send(listing.seller.user.email, _("About your offer “%(title)s”") % {"title": title}, "decided", context)


def tell_question_asked(*, question: Question) -> None:
    """Send what was asked to the maker; of a minor to those who accompany them."""
    listing = question.listing
    subject = _("A question about “%(title)s”") % {"title": listing.project.title}
    words = question.words.order_by("-created_at", "-pk")[0].text
    link = f"{settings.SITE_URL}{question.get_absolute_url()}"
    for keeper in questions.keepers_of(listing.seller.user):
        _send(keeper.email, subject, "question_asked", {"question": question, "words": words, "link": link})


def tell_question_answered(*, question: Question) -> None:
    """Send the answer to who asked; visitors with the link by which they can go on."""
    path = question.get_absolute_url()
    if question.asker is None:
        path = reverse("shop:question_link", args=[questions.link_token(question)])
    words = question.words.order_by("-created_at", "-pk")[0].text
    context = {"question": question, "words": words, "link": f"{settings.SITE_URL}{path}"}
    subject = _("An answer about “%(title)s”") % {"title": question.listing.project.title}
    _send(question.asker.email if question.asker else question.email, subject, "question_answered", context)


def tell_review_shown(*, review: Review) -> None:
    """Tell the maker, or who speaks for a minor, what everybody reads now."""
    subject = _("A buyer says what they think of “%(title)s”") % {"title": review.listing.project.title}
    context = {"review": review, "link": f"{settings.SITE_URL}{reverse('shop:reviews')}"}
    for keeper in questions.keepers_of(review.listing.seller.user):
        _send(keeper.email, subject, "review_shown", context)


def tell_visitor_of_commission(*, offer: CommissionOffer) -> None:
    """Tell a visitor how their commission stands, with the link by which they accept, pay and follow it."""
    if offer.buyer_id or offer.request is None:
        return
    path = reverse("shop:commission_link", args=[commissions.link_token(offer)])
    context = {"offer": offer, "link": f"{settings.SITE_URL}{path}"}
    _send(offer.request.email, _("About “%(title)s”") % {"title": offer.title}, "commission", context)


def tell_about_payout(*, payout: Payout) -> None:
    """Tell somebody that a payout was asked for, left or was called off."""
    person = payout.person
    context = {
        "payout": payout,
        "amount": money.from_minor(payout.amount_minor, payout.currency),
        "waits": payout.not_before > payout.requested_at,
        "link": f"{settings.SITE_URL}{reverse('shop:my_payouts')}",
    }
    _send(person.email, _("About your payout"), "payout", context)


def _send(address: str, subject: str, name: str, context: dict[str, Any]) -> None:
    if not address:
        return  # who paid in cash, or was erased, has none
    context = {**context, "site_name": settings.SITE_NAME, "subject": subject}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"emails/shop/{name}.txt", context),
        to=[address],
    )
    message.attach_alternative(render_to_string(f"emails/shop/{name}.html", context), "text/html")
    message.send()
