"""What stands in our mails. It is made when a mail goes out, of what its reader may see at that moment."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging import selectors
from messaging.kinds import BY_SLUG
from messaging.models import OutgoingMail
from messaging.services import notifications

MOST_IN_A_DIGEST = 30


def compose(mail: OutgoingMail, now: datetime) -> EmailMultiAlternatives | None:
    """Return the message of `mail`, or None when there is nothing to say any more: all of it is read or gone."""
    person, is_digest = mail.person, mail.form != OutgoingMail.Form.NOTICE
    rows = mail.notifications.unread().order_by("-created_at", "-pk")
    shown = [each for each in selectors.shown(person, rows[: MOST_IN_A_DIGEST + 1]) if each.words]
    if not shown:
        return None
    items = shown[:MOST_IN_A_DIGEST]
    scope = notifications.DIGESTS if is_digest else items[0].notice.kind
    off = f"{settings.SITE_URL}{_path('messaging:unsubscribe', notifications.unsubscribe_token(person, scope))}"
    subject = _subject(len(items)) if is_digest else items[0].words
    context = {
        "person": person,
        "items": items,
        "has_more": len(shown) > len(items),
        "shows_text": notifications.reception_of(person).shows_text,
        "subject": subject,
        "is_digest": is_digest,
        "kind_label": "" if is_digest else BY_SLUG[scope].label,
        "site": settings.SITE_NAME,
        "url": settings.SITE_URL.rstrip("/"),
        "off": off,
    }
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("emails/messaging/notice.txt", context),
        to=[formataddr((person.display_name, person.email))],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<mail-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
    message.attach_alternative(render_to_string("emails/messaging/notice.html", context), "text/html")
    return message


def _subject(count: int) -> str:
    words = ngettext("%(count)d piece of news from %(site)s", "%(count)d pieces of news from %(site)s", count)
    return words % {"count": count, "site": settings.SITE_NAME} if count else _("News")


def _path(name: str, *args: str) -> str:
    return reverse(name, args=args)
