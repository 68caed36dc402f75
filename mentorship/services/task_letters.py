"""Mails about tasks that are due and feedback that was given."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mentorship.models import Feedback, Task
from mentorship.services.matching_letters import send


def due(task: Task) -> None:
    subject = _("Due soon: %(title)s") % {"title": task.title}
    send(task.participant, subject, "task_due", task=task)


def feedback_given(feedback: Feedback) -> None:
    subject = _("%(name)s has given you feedback") % {"name": feedback.reviewer.display_name}
    send(feedback.submission.task.participant, subject, "feedback_given", feedback=feedback)
