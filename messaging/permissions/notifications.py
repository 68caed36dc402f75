"""Who sees what people were told: they themselves, and nobody else."""

from typing import Any

from django.db.models import Q

from messaging.models import Notification
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


@policy.register(Notification)
class NotificationPolicy(Policy[Notification]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person=person) if person.is_authenticated and person.is_active else NOBODY_SEES
