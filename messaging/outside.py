"""Letters to people without an account, a row each: which fact, about which rows, and who writes it.

They go the same way as mails to members: a row in the queue first, without address or words, which are read of the
row that the fact was about when the letter goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.mail import EmailMessage
from django.db.models import Model
from django.dispatch import Signal
from django.utils import timezone

import cms_pages.signals as pages
import mentorship.signals as learning
import shop.signals as selling
from cms_pages.services import letters as of_pages
from mentorship.services import letters as of_makers
from shop.services import letters as of_the_shop

Facts = dict[str, Any]


@dataclass(frozen=True)
class About:
    """A letter about `row`; `occasion` tells apart what is written several times."""

    row: Any
    occasion: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    slug: str
    signal: Signal
    about: Callable[[Facts], Iterable[About]]
    #: "app.Model" of the rows.
    model: str
    #: Makes the mail; None when nobody is there to read it any more.
    write: Callable[[Any, str], EmailMessage | None]

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)


def _if_visitor(row: Any, person: Any, occasion: str = "") -> list[About]:
    return [] if person is not None else [About(row, occasion)]


def _offers_to_visitors(facts: Facts) -> list[About]:
    """A visitor hears what the maker does, once it is theirs to see."""
    offer, by = facts["offer"], facts["by"]
    is_theirs = offer.status not in ("waiting", "withdrawn") and offer.request is not None
    return _if_visitor(offer, offer.buyer, offer.status) if by is not None and is_theirs else []


LETTERS: tuple[Letter, ...] = (
    Letter(
        slug="order_paid",
        signal=selling.order_settled,
        about=lambda f: _if_visitor(f["order"], f["order"].user),
        model="order.Order",
        write=lambda order, occasion: of_the_shop.paid(order),
    ),
    Letter(
        slug="order_link",
        signal=selling.order_link_asked,
        about=lambda f: [About(f["order"], f"{timezone.now():%Y-%m-%d %H:%M:%S}")],
        model="order.Order",
        write=lambda order, occasion: of_the_shop.link(order),
    ),
    Letter(
        slug="piece_sent",
        signal=selling.line_shipped,
        about=lambda f: _if_visitor(f["sale"], f["sale"].line.order.user),
        model="shop.SaleLine",
        write=lambda sale, occasion: of_the_shop.sent(sale),
    ),
    Letter(
        slug="question_answered",
        signal=selling.question_answered,
        about=lambda f: _if_visitor(f["question"], f["question"].asker, str(f["question"].words.count())),
        model="shop.Question",
        write=lambda question, occasion: of_the_shop.question_answered(question),
    ),
    Letter(
        slug="commission_moved",
        signal=selling.commission_moved,
        about=_offers_to_visitors,
        model="shop.CommissionOffer",
        write=lambda offer, occasion: of_the_shop.commission(offer),
    ),
    Letter(
        slug="wish_answered",
        signal=learning.commission_answered,
        about=lambda f: _if_visitor(f["commission"], f["commission"].asker),
        model="mentorship.Commission",
        write=lambda commission, occasion: of_makers.commission_answered(commission),
    ),
    Letter(
        slug="form_answered",
        signal=pages.form_answered,
        about=lambda f: [About(f["answer"], str(n)) for n in range(len(of_pages.told_by(f["answer"].page)))],
        model="cms_pages.FormAnswer",
        write=lambda answer, occasion: of_pages.form_answered(answer, int(occasion)),
    ),
)
BY_SLUG = {letter.slug: letter for letter in LETTERS}
