"""Who sees awarded badges, and who awards and revokes them."""

from typing import Any

from django.db.models import Q

from leaderboard.models import BadgeAward, Certificate
from portal.accounts import showing
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


@policy.register(Certificate)
class CertificatePolicy(Policy[Certificate]):
    """One's own, and those that one vouched for. Its address opens it to everybody who is given it, as long as its
    holder stays; of a minor, only with the consent to be shown.
    """

    def seen_by(self, person: Any, key: str = "") -> Q:
        opened = Q(public_id=key) & _may_be_passed_on() if key else policy.NOBODY_SEES
        if not (person.is_authenticated and person.is_active):
            return opened
        if can_run_chapter(person):
            return opened | Q(user__is_active=True)
        return opened | Q(user=person) | Q(confirmation__confirmed_by=person, user__is_active=True)

    def may_revoke(self, person: User, certificate: Certificate) -> bool:
        by_holder_or_mentor = person.pk in (certificate.user_id, certificate.confirmation.confirmed_by_id)
        return person.is_active and (by_holder_or_mentor or can_run_chapter(person))


def _may_be_passed_on() -> Q:
    grown_up = showing.shown_to_members().exclude(age_band__in=User.MINOR)
    return Q(user__in=grown_up) | Q(user__in=showing.shown_to_all())


def can_award(by: User, user: User) -> bool:
    """Whether `by` gives badges to `user`: who accompanies them, or runs the chapter. One query."""
    return by != user and by.is_active and (can_run_chapter(by) or accompanies(by, user))
