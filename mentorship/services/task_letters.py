"""Mails about tasks that are due."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mentorship.models import Task
from mentorship.services.matching_letters import send


def due(task: Task) -> None:
    subject = _("Due soon: %(title)s") % {"title": task.title}
    send(task.participant, subject, "task_due", task=task)
