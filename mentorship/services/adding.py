"""Adding somebody who joins now: noted, assessed and onboarded in one step, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.models import Prospect, Skill, Stage
from mentorship.services import goals, onboarding, prospects
from portal.accounts.models import User


@transaction.atomic
def add(
    *,
    email: str,
    display_name: str,
    by: User,
    now: datetime,
    consent_how: str = Prospect.ConsentHow.SPOKEN,
    location: str = "",
    skills: Iterable[tuple[Skill, int]] = (),
    goals_wanted: Sequence[dict[str, Any]] = (),
) -> User:
    """Let `by` accompany a new participant, who is invited by mail: all of it or nothing.

    `skills` are levels that nobody has vouched for; each of `goals_wanted` is what `goals.set_goal` takes.
    Raises as `prospects.create`, `prospects.assess`, `onboarding.onboard` and `goals.set_goal` do.
    """
    prospect = prospects.create(
        by=by, now=now, name=display_name, email=email, place=location, consent_how=consent_how
    )
    for skill, level in skills:
        said = _("Named when they were added.")
        prospects.assess(prospect=prospect, skill=skill, level=level, evidence=said, by=by, now=now)
    prospects.move(prospect=prospect, to=Stage.OFFERED, by=by, now=now)
    user = onboarding.onboard(
        prospect=prospect, email=email, display_name=display_name, by=by, now=now, confirms_levels=False
    )
    for each in goals_wanted:
        goals.set_goal(owner=user, by=by, now=now, **each)
    return user
