"""Mails about what others say on somebody's pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cms_pages.models import ContactMessage, PostComment
from cms_pages.voice_selectors import keepers_of, watchers
from portal.accounts.models import User


def comment_waits(comment: PostComment) -> None:
    """Tell who decides that a comment waits: the author of the story, or the mentors of a minor who wrote it."""
    post = comment.post
    readers = keepers_of(comment.author) if comment.author.is_minor else [post.owner] if post.owner else watchers()
    subject = _("A comment waits under “%(title)s”") % {"title": post.title}
    _send(readers, subject, "comment_waits", {"comment": comment, "link": _link("cms_pages:words")})


def comment_shown(comment: PostComment) -> None:
    subject = _("Your comment under “%(title)s” can be read") % {"title": comment.post.title}
    _send([comment.author], subject, "comment_shown", {"comment": comment, "link": comment.post.full_url})


def comment_reported(comment: PostComment) -> None:
    """Tell the coordinators; the text stays out of the mail."""
    subject = _("A comment was reported")
    _send(watchers(), subject, "comment_reported", {"comment": comment, "link": _link("cms_pages:words")})


def message_delivered(message: ContactMessage) -> None:
    """Hand a message to whom it is for. Adults can answer the mail; a minor answers with their mentor."""
    recipient = message.recipient
    answers = [] if recipient.is_minor else [message.email]
    subject = _("%(name)s writes to you") % {"name": message.name}
    context = {"message": message, "link": _link("cms_pages:words")}
    _send([recipient], subject, "message_delivered", context, answers)


def message_waits(message: ContactMessage) -> None:
    subject = _("A message for %(name)s waits for you") % {"name": message.recipient.display_name}
    context = {"message": message, "link": _link("cms_pages:words")}
    _send(keepers_of(message.recipient), subject, "message_waits", context)


def _link(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"


def _send(
    people: Iterable[User | None], subject: str, name: str, context: dict[str, Any], answers: Iterable[str] = ()
) -> None:
    """Send one mail to each of `people`, so that nobody sees another's address."""
    for person in people:
        if person is not None and person.is_active:
            words = {**context, "person": person, "site_name": settings.SITE_NAME}
            EmailMessage(
                subject=" ".join(subject.split()),
                body=render_to_string(f"emails/cms_pages/{name}.txt", words),
                to=[person.email],
                reply_to=list(answers),
            ).send()
