"""Mails about approvals and answers to forms. Links are built from SITE_URL, never from a request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cms_pages.models import FormAnswer
from cms_pages.selectors import approvers_of
from portal.accounts.models import User


def ask_approvers(*, page: Any, person: User) -> None:
    """Tell the mentors of `person`, or the coordinators if there are none, that `page` waits."""
    subject = _("%(name)s would like to publish a page") % {"name": person.display_name}
    context = {"page": page, "person": person, "link": _link("cms_pages:approval", page.pk)}
    for reader in approvers_of(person):
        _send(reader, subject, "page_waiting", context)


def tell_approved(*, page: Any, person: User, by: User, note: str) -> None:
    context = {"page": page, "by": by, "note": note, "link": page.full_url or _link("cms_pages:approvals")}
    _send(
        person, _("“%(title)s” is approved") % {"title": page.get_admin_display_title()}, "page_approved", context
    )


def tell_sent_back(*, page: Any, person: User, by: User, note: str) -> None:
    context = {"page": page, "by": by, "note": note, "link": _link("cms_pages:approvals")}
    subject = _("“%(title)s” comes back with a note") % {"title": page.get_admin_display_title()}
    _send(person, subject, "page_sent_back", context)


def tell_answered(answer: FormAnswer) -> None:
    """Tell whom the form names that somebody has sent it. What was written stays where it can be deleted."""
    page = answer.page
    link = _link("wagtailforms:list_submissions", page.pk)
    words = {"page": page, "link": link, "site_name": settings.SITE_NAME}
    subject = _("A new answer to “%(title)s”") % {"title": page.title}
    for address in filter(None, (each.strip() for each in page.told.split(","))):
        body = render_to_string("emails/cms_pages/form_answered.txt", words)
        send_mail(" ".join(subject.split()), body, None, [address])


def _link(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _send(reader: User, subject: str, name: str, context: dict[str, Any]) -> None:
    body = render_to_string(
        f"emails/cms_pages/{name}.txt", {**context, "reader": reader, "site_name": settings.SITE_NAME}
    )
    send_mail(" ".join(subject.split()), body, None, [reader.email])
