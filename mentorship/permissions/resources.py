"""Who sees materials, tools and hand-outs, and who may do what with them."""

from typing import Any

from django.db.models import Q

from mentorship.models import Issue, Pairing, ResourceRequest, Stock
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def keeps_supplies(by: Any) -> bool:
    """Whether `by` sees the stores with costs and donors, and moves what lies there."""
    return by.is_authenticated and by.is_active and (by.has_role(roles.MENTOR) or can_run_chapter(by))


def can_hand_out(by: User, to: User) -> bool:
    """Whether `by` hands supplies to `to`: who accompanies them, or runs the chapter; nobody to themselves."""
    return by != to and (can_run_chapter(by) or accompanies(by, to))


def _of_people(person: Any, field: str) -> Q:
    """Rows about oneself, those about whom one accompanies, and all for who runs the chapter."""
    if not (person.is_authenticated and person.is_active):
        return NOBODY_SEES
    if can_run_chapter(person):
        return EVERYBODY_SEES
    return Q(**{field: person}) | Q(**{f"{field}__in": Pairing.objects.participants_of(person)})


@policy.register(Stock)
class StockPolicy(Policy[Stock]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return EVERYBODY_SEES if keeps_supplies(person) else NOBODY_SEES

    def may_move(self, person: User) -> bool:
        return keeps_supplies(person)


@policy.register(Issue)
class IssuePolicy(Policy[Issue]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return _of_people(person, "to")

    def may_answer(self, person: User, issue: Issue) -> bool:
        """Whether `person` says that it was taken or not: the receiver, or who stands beside them."""
        return person.pk == issue.to_id or can_hand_out(person, issue.to)

    def may_use(self, person: User, issue: Issue) -> bool:
        return person.pk == issue.to_id or can_hand_out(person, issue.to)

    def may_take_back(self, person: User, issue: Issue) -> bool:
        return can_hand_out(person, issue.to)


@policy.register(ResourceRequest)
class ResourceRequestPolicy(Policy[ResourceRequest]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return _of_people(person, "person")

    def may_create(self, person: User) -> bool:
        return person.has_role(roles.PARTICIPANT)

    def may_answer(self, person: User, wish: ResourceRequest) -> bool:
        return can_hand_out(person, wish.person)
