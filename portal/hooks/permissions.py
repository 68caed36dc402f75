"""Who looks after webhooks: who runs the chapter after the chapter's, participants after their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy
from portal.hooks.models import Delivery, Endpoint


@policy.register(Endpoint)
class EndpointPolicy(Policy[Endpoint]):
    """An address may hold a secret of its owner: nobody else sees it, not even who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return _standing(person, "")

    def may_create(self, person: User) -> bool:
        """Whether `person` has webhooks of their own."""
        return person.has_role(roles.PARTICIPANT)

    def may_change(self, person: User, endpoint: Endpoint) -> bool:
        return endpoint.owner_id == person.pk if endpoint.owner_id else can_run_chapter(person)


@policy.register(Delivery)
class DeliveryPolicy(Policy[Delivery]):
    """Who looks after the webhook."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return _standing(person, "endpoint__")


def _standing(person: Any, at: str) -> Q:
    if not (person.is_authenticated and person.is_active):
        return NOBODY_SEES
    own = Q(**{f"{at}owner": person})
    seen = own | Q(**{f"{at}owner": None}) if can_run_chapter(person) else own
    return seen & Q(**{f"{at}ended_at": None})
