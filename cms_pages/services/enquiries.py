"""What people send through the chapter's forms. It is kept as long as they were told, and not a minute longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms_pages import signals
from cms_pages.models import FormAnswer, FormPage
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError


class Closed(DomainError):
    message = _("This form is closed.")


class NoSuchAnswer(DomainError):
    message = _("Nothing is kept under this reference. Perhaps it was deleted already.")


@transaction.atomic
def send(
    *, page: FormPage, answers: Mapping[str, Any], submission: UUID, now: datetime, by: User | None = None
) -> FormAnswer:
    """Keep `answers` to the questions of `page`; one form sent twice is one answer. Raises Closed."""
    if not FormPage.objects.filter(pk=page.pk, live=True).exists():
        raise Closed
    answer: FormAnswer
    answer, is_new = FormAnswer.objects.get_or_create(
        submission=submission,
        defaults={
            "page": page,
            "sender": by,
            "email": _address_in(page, answers) or (by.email if by else ""),
            "form_data": dict(answers),
            "agreed_to": page.consent,
            "submit_time": now,
            "forget_at": now + timedelta(days=page.kept_days),
        },
    )
    if is_new:
        announce(signals.form_answered, FormAnswer, answer=answer)
    return answer


def find(*, reference: str) -> FormAnswer:
    """Return what was sent under `reference`: who knows it sent it. Raises NoSuchAnswer."""
    found: FormAnswer | None = FormAnswer.objects.select_related("page").filter(reference=reference).first()
    if found is None:
        raise NoSuchAnswer
    return found


@transaction.atomic
def take_back(*, reference: str) -> None:
    """Delete for good what was sent under `reference`. Raises NoSuchAnswer."""
    find(reference=reference).delete()


def forget_old(*, now: datetime) -> int:
    """Delete the answers whose time has come, and return how many."""
    count: int = FormAnswer.objects.filter(forget_at__lte=now).delete()[0]
    return count


def _address_in(page: FormPage, answers: Mapping[str, Any]) -> str:
    """The first mail address among `answers`: by it people ask what we keep of them."""
    asked = page.get_form_fields().filter(field_type="email").values_list("clean_name", flat=True)
    return next((str(answers[name]).lower() for name in asked if answers.get(name)), "")
