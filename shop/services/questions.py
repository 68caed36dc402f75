"""Asking makers about their pieces and orders; neither side learns the other's address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop.models import Listing, Question, QuestionWord
from shop.permissions import can_ask_about, can_go_on
from shop.signals import question_answered, question_asked

Line = get_model("order", "Line")

SALT = "shop.question"
LINK_DAYS = 180
#: How long what visitors asked is kept, with their addresses.
KEPT = timedelta(days=365)
#: Of one question; whoever wants to talk longer has other ways.
MOST_WORDS = 40


class NothingSaid(DomainError):
    message = gettext_lazy("Write your question first.")


class Unreachable(DomainError):
    message = gettext_lazy("Say your name and where the answer is to be sent.")


class TooManyWords(DomainError):
    message = gettext_lazy("Much has been said here. Please ask anew on the page of the piece.")


class NotOfThisOrder(DomainError):
    message = gettext_lazy("This piece is not part of that order.")


@transaction.atomic
def ask(
    *,
    listing: Listing,
    by: Any,
    text: str,
    submission: UUID,
    now: datetime,
    name: str = "",
    email: str = "",
    order: Any = None,
) -> Question:
    """Ask about `listing`; with `order`, as its buyer, whose name and address are known then.

    Asked twice by one form, it is asked once. Raises NotAllowed, NothingSaid, Unreachable, NotOfThisOrder.
    """
    listing = Listing.objects.select_related("seller__user", "project").get(pk=listing.pk)
    if earlier := QuestionWord.objects.filter(submission=submission).select_related("question").first():
        return earlier.question
    if order is not None and not Line.objects.filter(order=order, product=listing.product_id).exists():
        raise NotOfThisOrder
    require(can_ask_about(by, listing, order), _("You cannot ask this maker here. Ask your mentor to help."))
    if by.is_authenticated:
        who = {"asker": by, "name": by.display_name}
    else:
        name, email = (order.purchase.name, order.purchase.email) if order is not None else (name, email)
        if not (name.strip() and email):
            raise Unreachable
        who = {"name": name.strip(), "email": email}
    if not text.strip():
        raise NothingSaid
    question = Question.objects.create(listing=listing, order=order, waits_since=now, **who)
    _say(question, by, text, submission, now, is_answer=False)
    announce(question_asked, Question, question=question)
    return question


@transaction.atomic
def say(*, question: Question, by: Any, text: str, submission: UUID, now: datetime) -> Question:
    """Go on about `question`: its asker asks more (visitors come by their link), whoever may answer answers.

    Raises NotAllowed, NothingSaid, TooManyWords.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if QuestionWord.objects.filter(submission=submission).exists():
        return question
    is_asker = question.asker_id == (by.pk if by.is_authenticated else None)
    require(is_asker or can(by, "answer", question), _("Only the maker answers."))
    require(can_go_on(by, question), _("You cannot write to them."))
    if not text.strip():
        raise NothingSaid
    if question.words.count() >= MOST_WORDS:
        raise TooManyWords
    _say(question, by, text, submission, now, is_answer=not is_asker)
    question.waits_since = (question.waits_since or now) if is_asker else None
    question.save(update_fields=["waits_since", "updated_at"])
    announce(question_asked if is_asker else question_answered, Question, question=question)
    return question


@transaction.atomic
def take_down(*, word: QuestionWord, by: User, now: datetime) -> QuestionWord:
    """Show `word` to nobody after a report. Again changes nothing. Raises NotAllowed."""
    return _moved_by_desk(word, by, word.hidden_at or now)


@transaction.atomic
def put_back(*, word: QuestionWord, by: User) -> QuestionWord:
    """Show again what was taken down. Raises NotAllowed."""
    return _moved_by_desk(word, by, None)


def _moved_by_desk(word: QuestionWord, by: User, hidden_at: datetime | None) -> QuestionWord:
    rows: Any = QuestionWord.objects.select_for_update(of=("self",)).select_related("question__listing__seller")
    word = rows.get(pk=word.pk)
    require(can(by, "take_down", word), _("Somebody else decides about this."))
    word.hidden_at = hidden_at
    word.save(update_fields=["hidden_at"])
    log(word.question, "shop.question.hide" if hidden_at else "shop.question.show", user=by)
    return word


def _say(question: Question, by: Any, text: str, submission: UUID, now: datetime, *, is_answer: bool) -> None:
    QuestionWord.objects.create(
        question=question,
        author=by if by.is_authenticated else None,
        is_answer=is_answer,
        text=text.strip(),
        submission=submission,
        created_at=now,
    )


def link_token(question: Question) -> str:
    """Make the unguessable end of the address by which a visitor goes on about `question`."""
    return signing.dumps(question.public_id, salt=SALT)


def by_link(token: str) -> Question | None:
    """Return a visitor's question by its link, for as long as such a link lives; None for any other."""
    try:
        number = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Question.objects.filter(public_id=number, asker=None).first()


def keepers_of(maker: User) -> list[User]:
    """Return who answers for `maker`: they themselves, or those who accompany a minor. At most one query."""
    if not maker.is_minor:
        return [maker]
    pairings = maker.participant_pairings.current().select_related("mentor")
    return [pairing.mentor for pairing in pairings if pairing.mentor.is_active]


def forget_old(*, now: datetime) -> int:
    """Delete what visitors asked long ago, with their addresses; return how many."""
    _total, by_model = Question.objects.filter(asker=None, updated_at__lte=now - KEPT).delete()
    return by_model.get(Question._meta.label, 0)
