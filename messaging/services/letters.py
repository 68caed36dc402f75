"""What stands in our mails. It is made when a mail goes out, of what its reader may see at that moment."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging import outside, selectors
from messaging.kinds import BY_SLUG, MUST_BE_MAILED
from messaging.models import OutgoingMail, Reception
from messaging.services import notifications
from portal.accounts.models import User

MOST_IN_A_DIGEST = 30


def compose(mail: OutgoingMail, now: datetime) -> EmailMessage | None:
    """Return the message of `mail`, or None when there is nothing to say any more: all of it is read or gone."""
    if not mail.person:
        return _to_visitor(mail)
    reception = notifications.reception_of(mail.person)
    with translation.override(reception.spoken):
        return _to_member(mail, mail.person, reception)


def _to_visitor(mail: OutgoingMail) -> EmailMessage | None:
    letter = outside.BY_SLUG.get(mail.letter)
    row = letter.model_class._default_manager.filter(pk=mail.source_id).first() if letter else None
    message = letter.write(row, mail.occasion) if letter and row else None
    if message is not None:
        message.extra_headers["Message-ID"] = _message_id(mail)
    return message


def _to_member(mail: OutgoingMail, person: User, reception: Reception) -> EmailMessage | None:
    is_digest = mail.form != OutgoingMail.Form.NOTICE
    wanted = Q(read_at=None) | Q(kind__in=MUST_BE_MAILED)
    rows = mail.notifications.filter(wanted).order_by("-created_at", "-pk")
    shown = [each for each in selectors.shown(person, rows[: MOST_IN_A_DIGEST + 1]) if each.words]
    if not shown:
        return None
    items = shown[:MOST_IN_A_DIGEST]
    scope = notifications.DIGESTS if is_digest else items[0].notice.kind
    off = "" if scope in MUST_BE_MAILED else _way_out(person, scope)
    subject = _subject(len(items)) if is_digest else items[0].words
    context = {
        "person": person,
        "items": items,
        "has_more": len(shown) > len(items),
        "shows_text": reception.shows_text,
        "subject": subject,
        "is_digest": is_digest,
        "kind_label": "" if is_digest else BY_SLUG[scope].label,
        "site": settings.SITE_NAME,
        "url": settings.SITE_URL.rstrip("/"),
        "off": off,
    }
    stopping = (
        {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if off else {}
    )
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("emails/messaging/notice.txt", context),
        to=[formataddr((person.display_name, person.email))],
        reply_to=[] if is_digest else list(filter(None, [items[0].answers_to()])),
        headers={**stopping, "Auto-Submitted": "auto-generated", "Message-ID": _message_id(mail)},
    )
    message.attach_alternative(render_to_string("emails/messaging/notice.html", context), "text/html")
    return message


def _subject(count: int) -> str:
    words = ngettext("%(count)d piece of news from %(site)s", "%(count)d pieces of news from %(site)s", count)
    return words % {"count": count, "site": settings.SITE_NAME} if count else _("News")


def _way_out(person: User, scope: str) -> str:
    path = reverse("messaging:unsubscribe", args=[notifications.unsubscribe_token(person, scope)])
    return f"{settings.SITE_URL}{path}"


def _message_id(mail: OutgoingMail) -> str:
    return f"<mail-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"
