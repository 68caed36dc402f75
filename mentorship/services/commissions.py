"""Asking a maker to make something, and answering; neither learns the other's address."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Commission, Project
from mentorship.permissions import can_ask_for
from portal.accounts.models import User
from portal.core.events import announce
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
        announce(signals.commission_asked, Commission, commission=asked, by=asker)
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
    announce(signals.commission_answered, Commission, commission=commission, by=by)
    return commission


def forget_old(*, now: datetime) -> int:
    """Delete what visitors asked long ago, with their addresses; return how many."""
    count, _kinds = Commission.objects.filter(asker=None, created_at__lte=now - KEPT).delete()
    return count
