"""What mentors tell about themselves to those who look for one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import MentorProfile, Skill
from mentorship.models.matching import MOST_PLACES
from mentorship.services import places
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import require

WORDS = frozenset(
    {"about", "languages", "weekdays", "hours_per_week", "paused_until", "capacity", "takes_requests"}
)


class BadCapacity(DomainError):
    message = gettext_lazy("Choose between 0 and %(most)s places.") % {"most": MOST_PLACES}


@transaction.atomic
def update(*, by: User, now: datetime, skills: Iterable[Skill] | None = None, **words: Any) -> MentorProfile:
    """Store what `by` tells; more places let those follow who wait. Raises BadCapacity, NotAllowed.

    Fewer places than people end no pairing: the next is begun when enough have ended.
    """
    require(by.is_active and by.has_role(roles.MENTOR), _("Only mentors have such a profile."))
    unknown = words.keys() - WORDS
    if unknown:
        raise TypeError(f"{sorted(unknown)} are not words of a mentor's profile.")
    MentorProfile.objects.get_or_create(user=by)
    profile = places.hold(by)
    assert profile is not None  # noqa: S101  it was just made
    for name, value in words.items():
        setattr(profile, name, value)
    if not 0 <= profile.capacity <= MOST_PLACES:
        raise BadCapacity
    profile.save()
    if skills is not None:
        profile.skills.set(skills)
    places.settle_line(profile, now=now)
    return profile
