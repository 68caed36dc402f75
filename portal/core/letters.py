"""Mails of text and HTML, each made of two templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def write(
    *, to: str, subject: str, template: str, context: dict[str, Any], answers_to: Iterable[str] = ()
) -> EmailMultiAlternatives:
    """Return the mail of `emails/<template>.txt` and `.html`, for the queue to send; its subject is one line."""
    subject = " ".join(subject.split())
    words = {"site": settings.SITE_NAME, "url": settings.SITE_URL.rstrip("/"), "subject": subject, **context}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"emails/{template}.txt", words),
        to=[to],
        reply_to=list(answers_to),
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"emails/{template}.html", words), "text/html")
    return message
