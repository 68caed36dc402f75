"""Meeting somebody: noting who they are and what comes next in one go, as on a phone in the street."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mentorship.models import Interaction, Prospect, Skill
from mentorship.services import interactions, prospects
from portal.accounts.models import User


@transaction.atomic
def meet(
    *,
    by: User,
    now: datetime,
    client_id: uuid.UUID,
    channel: str = Interaction.Channel.VISIT,
    next_step: str = "",
    next_step_date: date | None = None,
    no_next_step: bool = False,
    mentor: User | None = None,
    skills: Iterable[Skill] = (),
    **words: Any,
) -> Prospect:
    """Note a prospect together with the first contact; all or nothing, and sent twice it is noted once.

    Raises what `prospects.create` and `interactions.log` raise.
    """
    prospect = prospects.create(by=by, now=now, client_id=client_id, mentor=mentor, skills=skills, **words)
    interactions.log(
        about=prospect,
        by=by,
        now=now,
        client_id=client_id,
        channel=channel,
        next_step=next_step,
        next_step_date=next_step_date,
        no_next_step=no_next_step,
        advances=False,
    )
    return prospect
