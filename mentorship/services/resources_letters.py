"""What people are told by mail about supplies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mentorship.models import Issue, Pairing, ResourceRequest
from portal.accounts.selectors import is_expected


def handed_out(issue: Issue) -> None:
    """Tell the receiver; who has yet to join finds it in their space when they do."""
    if is_expected(issue.to):
        return
    subject = _("%(name)s has something for you") % {"name": issue.by.display_name}
    _mail(subject, "supplies_handed_out", [issue.to.email], issue=issue)


def asked(request: ResourceRequest) -> None:
    """Tell their mentors. One query."""
    mentors = Pairing.objects.current().filter(participant=request.person, mentor__is_active=True)
    subject = _("%(name)s asks for supplies") % {"name": request.person.display_name}
    _mail(subject, "supplies_asked", list(mentors.values_list("mentor__email", flat=True)), request=request)


def request_answered(request: ResourceRequest) -> None:
    _mail(_("Your request is answered"), "supplies_answered", [request.person.email], request=request)


def low(to: list[str], resources: list[Any], overdue: int) -> None:
    _mail(_("Supplies are running low"), "supplies_low", to, resources=resources, overdue=overdue)


def _mail(subject: str, template: str, to: list[str], **context: Any) -> None:
    """Write to each by themselves, after the commit."""
    names = {"site": settings.SITE_NAME, "url": settings.SITE_URL}
    body = render_to_string(f"emails/mentorship/{template}.txt", context | names)
    line = " ".join(subject.split())
    for address in to:
        transaction.on_commit(
            lambda address=address: send_mail(line, body, settings.DEFAULT_FROM_EMAIL, [address]),  # type: ignore[misc]
            robust=True,
        )
