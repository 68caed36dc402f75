"""Who sees awarded badges, and who awards and revokes them."""

from typing import Any

from django.db.models import Q

from leaderboard.models import BadgeAward
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.core import policy
from portal.core.policy import Policy


@policy.register(BadgeAward)
class BadgeAwardPolicy(Policy[BadgeAward]):
    """What stands and is not hidden, anybody sees; one's own one sees always."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        shown = Q(revoked_at=None, is_hidden=False, user__is_active=True)
        return shown | Q(user=person) if person.is_authenticated and person.is_active else shown

    def may_hide(self, person: User, award: BadgeAward) -> bool:
        return award.user_id == person.pk

    def may_revoke(self, person: User, award: BadgeAward) -> bool:
        return person.pk != award.user_id and (person.pk == award.awarded_by_id or can_run_chapter(person))


def can_award(by: User, user: User) -> bool:
    """Whether `by` gives badges to `user`: who accompanies them, or runs the chapter. One query."""
    return by != user and by.is_active and (can_run_chapter(by) or accompanies(by, user))
