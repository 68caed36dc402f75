"""What lies on the desk of those who look at reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from cms_pages.models import PostComment
from mentorship.models import Project, WorkNote
from messaging.models import Case, Message, MessageReport, Suspension, Thanks
from portal.accounts.models import User
from portal.core import waiting
from shop.models import QuestionWord, Review

MODELS: dict[str, Any] = {
    Case.Kind.MESSAGE: Message,
    Case.Kind.COMMENT: PostComment,
    Case.Kind.NOTE: WorkNote,
    Case.Kind.PROJECT: Project,
    Case.Kind.REVIEW: Review,
    Case.Kind.ASKED: QuestionWord,
    Case.Kind.THANKS: Thanks,
    Case.Kind.PROFILE: User,
}
FILTERS = ("open", "claimed", "appeals", "closed")


def queue(person: Any, *, show: str = "open") -> QuerySet[Case]:
    """Return the cases that `person` may look at, the longest waiting first. One query."""
    cases = Case.objects.visible_to(person)
    cases = cases.exclude(appeal="") if show == "appeals" else cases.filter(state=show)
    newest_first = show == "closed"
    return (
        cases.select_related("person", "claimed_by")
        .annotate(report_count=Count("reports"))
        .order_by("-changed_at" if newest_first else "opened_at", "pk")
    )


@waiting.counted_as("reports", at="messaging:desk")
def waiting_for(person: Any) -> QuerySet[Case]:
    """The cases that nobody has taken yet."""
    return Case.objects.visible_to(person).filter(state=Case.State.OPEN)


def thing(case: Case) -> Any:
    """Return the row that the case is about, or None if it is gone."""
    return MODELS[case.kind]._base_manager.filter(pk=case.object_id).first()


def reported_messages(case: Case) -> list[Message]:
    """Return the message and those before it when it was reported: all that a report opens of a conversation."""
    if case.kind != Case.Kind.MESSAGE:
        return []
    spans = MessageReport.objects.filter(message=case.object_id).aggregate(Min("from_seq"), Max("until_seq"))
    talk = Message.objects.filter(pk=case.object_id).values("conversation")
    within = {"seq__gte": spans["from_seq__min"] or 0, "seq__lte": spans["until_seq__max"] or 0}
    rows = Message.objects.filter(conversation__in=talk, **within).select_related("author")
    return list(rows.prefetch_related("files").order_by("seq"))


def reported_question(case: Case) -> list[QuestionWord]:
    """Return what was said of a piece up to the words that were reported, and nothing that was said later."""
    if case.kind != Case.Kind.ASKED:
        return []
    same = QuestionWord.objects.filter(pk=case.object_id).values("question")
    rows = QuestionWord.objects.filter(question__in=same, pk__lte=case.object_id)
    return list(rows.select_related("author", "question__listing__project").order_by("pk"))


def suspension_of(person: Any, now: datetime) -> Suspension | None:
    """Return why `person` may not write at present. One query."""
    return Suspension.objects.holding(person, now).order_by("-pk").first()
