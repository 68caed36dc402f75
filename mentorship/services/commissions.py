"""Asking a maker to make something, and answering; neither learns the other's address."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Commission, Project
from mentorship.permissions import can_ask_for
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import require

#: How long a visitor's address is kept.
KEPT = timedelta(days=365)


class AlreadyAnswered(DomainError):
    message = gettext_lazy("This is answered already.")


class Unreachable(DomainError):
    message = gettext_lazy("Say where the answer is to be sent.")


@transaction.atomic
def ask(
    *,
    project: Project,
    by: Any,
    message: str,
    submission: uuid.UUID,
    budget: str = "",
    name: str = "",
    email: str = "",
) -> Commission:
    """Ask the maker of `project` for something like it; visitors give `name` and `email`.

    Asked twice by one form, it is asked once. Raises NotAllowed, Unreachable.
    """
    project = Project.objects.select_for_update().select_related("owner").get(pk=project.pk)
    require(can_ask_for(by, project), _("This maker takes no requests from you here."))
    if by.is_authenticated:
        name, email = by.display_name, ""
    elif not (name and email):
        raise Unreachable
    asker = by if by.is_authenticated else None
    words = {"message": message, "budget": budget, "name": name, "email": email}
    asked, is_new = Commission.objects.get_or_create(
        submission=submission,
        defaults={**words, "maker": project.owner, "project": project, "asker": asker},
    )
    if is_new:
        subject = _("%(name)s asks you for something like “%(title)s”") % {"name": name, "title": project.title}
        _mail(subject, "commission_asked", asked, project.owner.email)
    return asked


@transaction.atomic
def answer(*, commission: Commission, by: User, answer: str, now: datetime) -> Commission:
    """Answer, once. Raises NotAllowed, AlreadyAnswered."""
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission.pk)
    require(by.is_active and by.pk == commission.maker_id, _("Only the maker answers."))
    if commission.is_answered:
        raise AlreadyAnswered
    commission.answer, commission.answered_at = answer, now
    commission.save(update_fields=["answer", "answered_at", "updated_at"])
    to = commission.asker.email if commission.asker else commission.email
    subject = _("%(name)s has answered you") % {"name": commission.maker.display_name}
    _mail(subject, "commission_answered", commission, to)
    return commission


def forget_old(*, now: datetime) -> int:
    """Delete what visitors asked long ago, with their addresses; return how many."""
    count, _kinds = Commission.objects.filter(asker=None, created_at__lte=now - KEPT).delete()
    return count


def _mail(subject: str, template: str, commission: Commission, to: str) -> None:
    context = {"commission": commission, "site": settings.SITE_NAME, "url": settings.SITE_URL}
    body = render_to_string(f"emails/mentorship/{template}.txt", context)
    line = " ".join(subject.split())
    transaction.on_commit(lambda: send_mail(line, body, settings.DEFAULT_FROM_EMAIL, [to]), robust=True)
