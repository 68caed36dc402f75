"""What pieces and feedback tell on a person's timeline (portal.core.timeline)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Feedback, Submission
from portal.core import timeline
from portal.core.timeline import Event, Subject, Window

TONES = {Feedback.Outcome.APPROVED: "moss", Feedback.Outcome.REVISION: "weld"}


@timeline.provider("piece", gettext_lazy("Pieces handed in"), icon="image")
def pieces(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Submission.objects.visible_to(viewer).filter(task__participant=subject.person).select_related("task")
    for each in window.of(rows, when="submitted_at"):
        words = _("Handed in: %(title)s, iteration %(number)s")
        yield Event(
            when=each.submitted_at,
            pk=each.pk,
            title=words % {"title": each.task.title, "number": each.number},
            text=Truncator(each.note).words(40),
            url=each.get_absolute_url(),
        )


@timeline.provider("feedback", gettext_lazy("Feedback"), icon="heart")
def feedback(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    """What was released; drafts are nobody's business, and the note for mentors stands with the piece only."""
    if subject.person is None:
        return
    rows = Feedback.objects.visible_to(viewer).released().filter(submission__task__participant=subject.person)
    for each in window.of(rows.select_related("reviewer", "submission__task"), when="released_at"):
        piece = reverse("mentorship:submission", args=[each.submission.public_id])
        yield Event(
            when=each.released_at,
            pk=each.pk,
            title=_("Feedback on %(title)s") % {"title": each.submission.task.title},
            text=Truncator(each.overall or each.strengths).words(40),
            url=f"{piece}#feedback-{each.public_id}",
            by=each.reviewer.display_name,
            badge=each.get_outcome_display() if each.outcome else "",
            tone=TONES.get(Feedback.Outcome(each.outcome), ""),
        )
