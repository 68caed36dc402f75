"""Programs are offered, or no longer; what they hold is edited in the admin."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.models import Program
from portal.accounts.models import User
from portal.core.policy import can, require


@transaction.atomic
def offer(*, program: Program, is_offered: bool, by: User, now: datetime) -> Program:
    """Let cohorts be begun from `program`, or no longer; those that were begun go on. Raises NotAllowed."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    require(can(by, "change", program), _("Who runs the chapter decides what is offered."))
    program.retired_at = None if is_offered else program.retired_at or now
    program.save(update_fields=["retired_at", "updated_at"])
    return program
