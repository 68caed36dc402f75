"""Saying that something is wrong: with a message, a work, a review, a question, thanks, a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mentorship.models import Project, WorkNote
from messaging.models import Case, Message, MessageReport, Thanks
from messaging.selectors.thanks import reportable
from messaging.services import desk
from messaging.services.messages import CONTEXT, checked
from portal.accounts.models import User
from portal.core.policy import can, require
from shop.models import QuestionWord, Review


@transaction.atomic
def of_message(*, message: Message, by: User, reason: str, now: datetime, note: str = "") -> MessageReport:
    """Report a message of somebody else, with those before it; again changes nothing. Raises NotAllowed."""
    require(can(by, "see", message.conversation) and by.pk != message.author_id and message.seq is not None)
    seq, note = message.seq or 1, checked(note)
    kept = {"reason": MessageReport.Reason(reason), "note": note}
    around = {"from_seq": max(1, seq - CONTEXT), "until_seq": seq}
    report, _new = MessageReport.objects.get_or_create(message=message, by=by, defaults=kept | around)
    told = {"reason": reason, "note": note, "by": by, "now": now}
    desk.report(kind=Case.Kind.MESSAGE, row=message, person=message.author, **told)
    return report


def of_project(*, project: Project, by: User, reason: str, now: datetime, note: str = "") -> Case:
    """Report a work that `by` sees. Raises NotAllowed."""
    require(can(by, "see", project))
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    return desk.report(kind=Case.Kind.PROJECT, row=project, person=project.owner, **told)


def of_review(*, review: Review, by: User, reason: str, now: datetime, note: str = "") -> Case:
    """Report what a buyer says of a piece that `by` sees. Raises NotAllowed."""
    require(Review.objects.shown().filter(pk=review.pk).exists() and can(by, "see", review.listing.project))
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    return desk.report(kind=Case.Kind.REVIEW, row=review, person=review.author, **told)


def of_question_word(*, word: QuestionWord, by: User, reason: str, now: datetime, note: str = "") -> Case:
    """Report what was asked about a piece, or answered, and `by` reads. Raises NotAllowed."""
    require(can(by, "report", word))
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    person = word.author if word.is_answer else word.question.asker
    return desk.report(kind=Case.Kind.ASKED, row=word, person=person, **told)


def of_note(*, said: WorkNote, by: User, reason: str, now: datetime, note: str = "") -> Case:
    """Report words about a work that `by` sees. Raises NotAllowed."""
    require(can(by, "see", said) and by.pk != said.author_id)
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    return desk.report(kind=Case.Kind.NOTE, row=said, person=said.author, **told)


def of_thanks(*, thanks: Thanks, by: User, reason: str, now: datetime, note: str = "") -> Case:
    """Report thanks of somebody else that `by` reads. Raises NotAllowed."""
    require(reportable(by).filter(pk=thanks.pk).exists())
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    return desk.report(kind=Case.Kind.THANKS, row=thanks, person=thanks.by, **told)


def of_person(*, person: User, by: User, reason: str, now: datetime, note: str = "") -> Case:
    told = {"reason": reason, "note": checked(note), "by": by, "now": now}
    return desk.report(kind=Case.Kind.PROFILE, row=person, person=person, **told)
