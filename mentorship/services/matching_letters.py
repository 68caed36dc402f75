"""Mails about mentors and tasks. Nobody is told anything by mail who has not joined yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mentorship.models import MentorRequest, Pairing, Task
from portal.accounts.models import User
from portal.accounts.selectors import is_expected


def asked(request: MentorRequest) -> None:
    subject = _("%(name)s asks you to accompany them") % {"name": request.participant.display_name}
    send(request.mentor, subject, "mentor_asked", request=request)


def answered(request: MentorRequest) -> None:
    words = (
        _("%(name)s accompanies you from now on") if request.status == "accepted" else _("%(name)s has answered")
    )
    send(request.participant, words % {"name": request.mentor.display_name}, "mentor_answered", request=request)


def moved_up(request: MentorRequest) -> None:
    subject = _("A place is free, and %(name)s is next") % {"name": request.participant.display_name}
    send(request.mentor, subject, "mentor_place_free", request=request)


def paired(pairing: Pairing, *, by: User) -> None:
    """Tell both, but for who did it."""
    for reader, other in ((pairing.mentor, pairing.participant), (pairing.participant, pairing.mentor)):
        if reader != by:
            subject = _("%(name)s and you are paired") % {"name": other.display_name}
            send(reader, subject, "paired", pairing=pairing, other=other)


def task_given(task: Task) -> None:
    subject = _("%(name)s has a task for you") % {"name": task.assigned_by.display_name}
    send(task.participant, subject, "task_assigned", task=task)


def send(reader: User, subject: str, template: str, **context: Any) -> None:
    """Mail the words of `emails/mentorship/<template>.txt` to `reader`, who has joined and is here."""
    if not reader.is_active or is_expected(reader):
        return
    context |= {"reader": reader, "site": settings.SITE_NAME, "url": settings.SITE_URL.rstrip("/")}
    body = render_to_string(f"emails/mentorship/{template}.txt", context)
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [reader.email])
