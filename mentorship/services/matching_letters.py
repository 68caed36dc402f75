"""Mails to two people who are brought together. Nobody is told anything by mail who has not joined yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mentorship.models import Pairing
from portal.accounts.models import User
from portal.accounts.selectors import is_expected


def paired(pairing: Pairing, *, by: User) -> None:
    """Tell both, but for who did it."""
    for reader, other in ((pairing.mentor, pairing.participant), (pairing.participant, pairing.mentor)):
        if reader != by:
            subject = _("%(name)s and you are paired") % {"name": other.display_name}
            send(reader, subject, "paired", pairing=pairing, other=other)


def send(reader: User, subject: str, template: str, **context: Any) -> None:
    """Mail the words of `emails/mentorship/<template>.txt` to `reader`, who has joined and is here."""
    if not reader.is_active or is_expected(reader):
        return
    context |= {"reader": reader, "site": settings.SITE_NAME, "url": settings.SITE_URL.rstrip("/")}
    body = render_to_string(f"emails/mentorship/{template}.txt", context)
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [reader.email])
