"""Questions as both sides see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q

from shop.models import Listing, Question, QuestionWord
from shop.models.listings import ListingQuerySet
from shop.models.questions import QuestionQuerySet


def loaded() -> QuestionQuerySet:
    """Questions with what a page shows. Two queries."""
    words = QuestionWord.objects.select_related("author").order_by("created_at", "pk")
    rows: QuestionQuerySet = Question.objects.select_related("listing__project__owner", "order", "listing__seller")
    return rows.prefetch_related(Prefetch("words", queryset=words))


def of(user: Any) -> QuestionQuerySet:
    """Questions that `user` asked or may answer, those that wait longest first. Two queries."""
    return loaded().visible_to(user).longest_waiting_first()


def of_others(question: Question, reader: Any) -> set[int]:
    """Return the keys of the words in `question`, which `reader` sees, that `reader` has not said. No query."""
    is_asker = question.asker_id is not None and question.asker_id == reader.pk
    words = question.words.all()
    return {
        word.pk
        for word in words
        if (word.is_answer and word.author_id != reader.pk) or not (word.is_answer or is_asker)
    }


def waiting_for(user: Any) -> int:
    """Return how many questions about own pieces wait for `user`. One query."""
    return Question.objects.filter(listing__seller__user=user, waits_since__isnull=False).count()


def pieces_to_ask_about(*, order: Any = None) -> ListingQuerySet:
    """Pieces that anybody sees, and those of `order`, hidden ones as well."""
    shown = Q(status=Listing.Status.LIVE, project__visibility="public")
    if order is not None:
        shown |= Q(product__in=[line.product_id for line in order.lines.all()])
    pieces: ListingQuerySet = Listing.objects.filter(shown).select_related("project", "seller__user")
    return pieces
