"""What surrounds buying in the demo: origins, reviews, questions, vouchers and wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from portal.accounts.models import User
from portal.demo.content import shapes
from shop.models import Listing, Provenance, Question, Review, SaleLine, Voucher
from shop.services import provenance, questions, reviews, vouchers, wishes

Found = Mapping[str, Listing]


def load_origins(*, content: Iterable[shapes.Origin], found: Found) -> None:
    """Tell where pieces come from, as far as it is not told."""
    for each in content:
        listing = found[each.work]
        if not Provenance.objects.filter(listing=listing).exists():
            told = {"materials": each.materials, "method": each.method}
            provenance.tell(listing=listing, by=listing.seller.user, **told)


def load_reviews(*, content: Iterable[shapes.Bought], found: Found, by: User, now: datetime) -> None:
    """Say what buyers think, let it be seen by `by`, and answer for the makers."""
    for each in content:
        listing = found[each.work]
        bought = SaleLine.objects.filter(line__product=listing.product_id, line__order__purchase__email=each.email)
        sale = bought.select_related("line__order__user", "line__order__purchase").first()
        if sale is None or Review.objects.filter(sale=sale).exists():
            continue
        order = sale.line.order
        said = {"name": order.purchase.name.split(" ")[0], "stars": each.stars, "text": each.text}
        review = reviews.write(sale=sale, by=order.user, **said)
        reviews.decide(review=review, shown=True, by=by, now=now)
        keeper = next(iter(questions.keepers_of(listing.seller.user)), None)
        if each.answer and keeper:
            reviews.answer(review=review, text=each.answer, by=keeper, now=now)


def load_questions(
    *, content: Iterable[shapes.Asked], found: Found, users: Mapping[str, User], now: datetime
) -> None:
    """Ask makers, and answer where the content does."""
    for each in content:
        listing, asker = found[each.work], users[each.asker]
        asked = uuid5(NAMESPACE_URL, f"question:{each.work}:{each.asker}")
        if Question.objects.filter(words__submission=asked).exists():
            continue
        question = questions.ask(listing=listing, by=asker, text=each.text, submission=asked, now=now)
        keeper = next(iter(questions.keepers_of(listing.seller.user)), None)
        if each.answer and keeper:
            answer = uuid5(NAMESPACE_URL, f"answer:{each.work}:{each.asker}")
            questions.say(question=question, by=keeper, text=each.answer, submission=answer, now=now)


def load_vouchers(*, content: Iterable[shapes.Code], found: Found) -> None:
    """Make the vouchers that are not there."""
    for each in content:
        listing = found[each.work]
        if not Voucher.objects.filter(code=each.code).exists():
            terms = vouchers.Terms(code=each.code, percent_bp=each.percent * 100, most_uses=each.most_uses)
            vouchers.make(by=listing.seller.user, currency=listing.currency, terms=terms)


def load_wishes(*, content: Iterable[tuple[str, str]], found: Found, users: Mapping[str, User]) -> None:
    """Put pieces on wish lists."""
    for handle, work in content:
        wishes.wish(listing=found[work], by=users[handle])
