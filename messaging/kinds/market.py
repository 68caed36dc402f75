"""What buyers and makers are told about buying and selling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import mentorship.signals as learning
import shop.signals as selling
from cms_pages.selectors import approvers_of
from messaging.kinds.row import MARKET, Facts, Kind, To, say, url
from portal.accounts.models import User
from portal.core.templatetags.ui import money as written
from shop import money
from shop.models import Listing, SaleLine
from shop.services.questions import keepers_of as answerers_of

_QUESTION: Facts = {
    "group": MARKET,
    "model": "shop.Question",
    "along": ("listing__project",),
    "link": lambda row, me: row.get_absolute_url(),
}
_PAYOUT: Facts = {
    "group": MARKET,
    "model": "shop.Payout",
    "link": lambda row, me: url("shop:my_payouts"),
    "may_be_off": False,
    "must_be_mailed": True,
}
_WISH: Facts = {
    "group": MARKET,
    "model": "mentorship.Commission",
    "along": ("maker", "project"),
    "link": lambda row, me: row.get_absolute_url(),
}


def _makers(facts: Facts) -> Iterable[To]:
    """Each maker once, by the first of their lines."""
    sales = SaleLine.objects.filter(line__order=facts["order"]).select_related("seller__user").order_by("-pk")
    first = {sale.seller_id: sale for sale in sales}
    return [To(sale, sale.seller.user) for sale in reversed(first.values())]


def _other_sides(facts: Facts) -> Iterable[To]:
    """Maker and buyer but for who did it; while a commission waits for a look, those who look."""
    offer, by = facts["offer"], facts["by"]
    if offer.status == "waiting":
        people: list[User | None] = [*approvers_of(offer.seller.user)]
    elif offer.status == "withdrawn" and by == offer.seller.user and not offer.parts.exists():
        people = []  # perhaps the buyer never saw it
    else:
        people = [offer.seller.user, offer.buyer]
    return [To(offer, person, offer.status) for person in people if person and person != by]


def _how_much(question: Any) -> str:
    """Tell the words about one question apart. One query."""
    return str(question.words.count())


def _last_words(question: Any) -> str:
    """One query."""
    last = question.words.shown().order_by("-created_at", "-pk").first()
    return last.text if last else ""


def _what_is_paid(order: Any, me: User) -> list[str]:
    """Two queries."""
    lines = [
        f"{_piece(line)}, {line.partner_name}: {written(line.line_price_incl_tax, order.currency)}"
        for line in order.lines.order_by("pk")
    ]
    lines.append(say(_("In all: %(sum)s"), sum=written(order.total_incl_tax, order.currency)))
    if order.shipping_address:
        lines.append(say(_("Sent to: %(address)s"), address=order.shipping_address.summary))
    return lines


def _what_is_sold(sale: SaleLine, me: User) -> list[str]:
    """What of that order is theirs, and what they get for it. One query."""
    own = SaleLine.objects.filter(line__order=sale.line.order_id, seller=sale.seller_id).select_related("line")
    sales = list(own.order_by("pk"))
    lines = [
        say(
            _("%(piece)s: %(sum)s for you"),
            piece=_piece(each.line),
            sum=written(money.from_minor(each.net_minor, each.currency), each.currency),
        )
        for each in sales
    ]
    return [*lines, _("Please send it soon.")] if any(each.needs_shipping for each in sales) else lines


def _what_is_on_its_way(order: Any, me: User) -> list[str]:
    """One query."""
    sales = SaleLine.objects.filter(line__order=order, shipped_at__isnull=False).select_related("line")
    return [
        " ".join(
            filter(None, (f"{_piece(each.line)}, {each.line.partner_name}", each.sent_with, each.tracking_url))
        )
        for each in sales.order_by("pk")
    ]


def _piece(line: Any) -> str:
    return f"{line.title} × {line.quantity}" if line.quantity > 1 else line.title


def _why_not_yet(listing: Listing) -> str:
    """One query."""
    last = listing.approvals.order_by("-pk").first()
    return last.note if last and not last.approved else ""


def _sum(payout: Any) -> str:
    return written(money.from_minor(payout.amount_minor, payout.currency), payout.currency)


def _about_asking(payout: Any, me: User) -> list[str]:
    lines = [_("If that was not you, call it off and change your password.")]
    if payout.not_before > payout.requested_at:
        day = date_format(localtime(payout.not_before), "DATETIME_FORMAT")
        lines.insert(0, say(_("It goes to a new account and leaves no earlier than %(day)s."), day=day))
    return lines


def _how_it_ended(payout: Any, me: User) -> str:
    words = {
        "paid": _("%(sum)s was paid out to you"),
        "failed": _("%(sum)s could not be paid to you"),
        "cancelled": _("The payout of %(sum)s was called off"),
    }
    return say(words.get(payout.state, _("A payout of %(sum)s was asked for")), sum=_sum(payout))


def _what_now(payout: Any, me: User) -> list[str]:
    if payout.state == "failed":
        return [_("The money is in your hand again: look whether the address or account is right, and ask anew.")]
    if payout.state == "cancelled":
        return (
            [payout.reason, _("The money is in your hand again.")]
            if payout.reason
            else [_("The money is in your hand again.")]
        )
    return []


KINDS: tuple[Kind, ...] = (
    Kind(
        slug="order_settled",
        label=__("My order is paid"),
        group=MARKET,
        signals=(selling.order_settled,),
        hears=lambda f: [To(f["order"], f["order"].user)],
        model="order.Order",
        words=lambda row, me: say(_("Your order %(number)s is paid"), number=row.number),
        link=lambda row, me: url("shop:orders"),
        details=_what_is_paid,
        may_be_off=False,
        must_be_mailed=True,
    ),
    Kind(
        slug="piece_sold",
        label=__("I have sold something"),
        group=MARKET,
        signals=(selling.order_settled,),
        hears=_makers,
        model="shop.SaleLine",
        along=("line",),
        words=lambda row, me: say(_("You have sold “%(title)s”"), title=row.line.title),
        details=_what_is_sold,
        link=lambda row, me: url("shop:sales"),
    ),
    Kind(
        slug="line_shipped",
        label=__("A piece is on its way to me"),
        group=MARKET,
        signals=(selling.line_shipped,),
        hears=lambda f: [To(f["sale"].line.order, f["sale"].line.order.user, f"line {f['sale'].pk}")],
        model="order.Order",
        words=lambda row, me: say(_("Something of your order %(number)s is on its way"), number=row.number),
        link=lambda row, me: url("shop:orders"),
        details=_what_is_on_its_way,
    ),
    Kind(
        slug="piece_asked_about",
        label=__("Somebody asks about a piece of mine"),
        signals=(selling.question_asked,),
        hears=lambda f: [
            To(f["question"], keeper, _how_much(f["question"]))
            for keeper in answerers_of(f["question"].listing.seller.user)
        ],
        words=lambda row, me: say(
            _("%(name)s asks about “%(title)s”"), name=row.name, title=row.listing.project.title
        ),
        text=_last_words,
        **_QUESTION,
    ),
    Kind(
        slug="question_answered",
        label=__("A maker has answered my question"),
        signals=(selling.question_answered,),
        hears=lambda f: [To(f["question"], f["question"].asker, _how_much(f["question"]))],
        words=lambda row, me: say(
            _("Your question about “%(title)s” is answered"), title=row.listing.project.title
        ),
        text=_last_words,
        **_QUESTION,
    ),
    Kind(
        slug="review_shown",
        label=__("A buyer says what they think of a piece of mine"),
        group=MARKET,
        signals=(selling.review_shown,),
        hears=lambda f: [To(f["review"], keeper) for keeper in answerers_of(f["review"].listing.seller.user)],
        model="shop.Review",
        along=("listing__project",),
        words=lambda row, me: say(
            _("A buyer says what they think of “%(title)s”"), title=row.listing.project.title
        ),
        link=lambda row, me: url("shop:reviews"),
        text=lambda row: row.text,
    ),
    Kind(
        slug="cash_entered",
        label=__("A sale for cash waits for my signature"),
        group=MARKET,
        signals=(selling.cash_entered,),
        hears=lambda f: [To(f["sale"], reader) for reader in approvers_of(f["sale"].entered_by)],
        model="shop.CashSale",
        words=lambda row, me: _("A sale for cash waits for your signature"),
        link=lambda row, me: url("shop:cash_to_sign"),
    ),
    Kind(
        slug="cash_lapsed",
        label=__("Nobody signed a sale for cash in time"),
        group=MARKET,
        signals=(selling.cash_lapsed,),
        hears=lambda f: [
            To(f["sale"], person) for person in (f["sale"].entered_by, *approvers_of(f["sale"].entered_by))
        ],
        model="shop.CashSale",
        words=lambda row, me: _("Nobody signed a sale for cash in time; its pieces are in the shop again"),
        link=lambda row, me: url("shop:cash_sales" if row.entered_by_id == me.pk else "shop:cash_to_sign"),
    ),
    Kind(
        slug="commission_moved",
        label=__("A commission comes a step further"),
        group=MARKET,
        signals=(selling.commission_moved,),
        hears=_other_sides,
        model="shop.CommissionOffer",
        words=lambda row, me: say(
            _("“%(title)s”: %(state)s"), title=row.title, state=row.get_status_display().lower()
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="offer_decided",
        label=__("Somebody has looked at what I offer"),
        group=MARKET,
        signals=(selling.offer_decided,),
        hears=lambda f: [To(f["listing"], f["listing"].seller.user, str(f["listing"].approvals.count()))],
        model="shop.Listing",
        along=("project",),
        seen_by=lambda me: Q(seller__user=me),
        words=lambda row, me: (
            say(_("“%(title)s” is in the shop now"), title=row.project.title)
            if row.status == Listing.Status.LIVE
            else say(_("“%(title)s” is not in the shop yet"), title=row.project.title)
        ),
        link=lambda row, me: url("shop:my_listings"),
        text=_why_not_yet,
    ),
    Kind(
        slug="payout_asked",
        label=__("Somebody asks for my money"),
        signals=(selling.payout_requested,),
        hears=lambda f: [To(f["payout"], f["payout"].person)],
        words=lambda row, me: say(_("A payout of %(sum)s was asked for"), sum=_sum(row)),
        details=_about_asking,
        **_PAYOUT,
    ),
    Kind(
        slug="payout_moved",
        label=__("A payout of mine comes to an end"),
        signals=(selling.payout_paid, selling.payout_failed, selling.payout_cancelled),
        hears=lambda f: [To(f["payout"], f["payout"].person, f["payout"].state)],
        words=_how_it_ended,
        details=_what_now,
        **_PAYOUT,
    ),
    Kind(
        slug="wish_asked",
        label=__("Somebody asks me to make something"),
        signals=(learning.commission_asked,),
        hears=lambda f: [To(f["commission"], f["commission"].maker)],
        words=lambda row, me: say(
            _("%(name)s asks you for something like “%(title)s”"),
            name=row.name,
            title=row.project.title if row.project else "",
        ),
        text=lambda row: row.message,
        **_WISH,
    ),
    Kind(
        slug="wish_answered",
        label=__("A maker answers what I asked for"),
        signals=(learning.commission_answered,),
        hears=lambda f: [To(f["commission"], f["commission"].asker)],
        words=lambda row, me: say(_("%(name)s has answered you"), name=row.maker.display_name),
        text=lambda row: row.answer,
        **_WISH,
    ),
)
