"""Telling coordinators what runs low, once each time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mentorship import signals
from mentorship.models import ResourceType
from mentorship.selectors import resources as questions
from portal.core.events import announce


@transaction.atomic
def tell_low(*, now: datetime) -> int:
    """Tell coordinators what has run low since they were told last; return how many things that are."""
    low = list(questions.low_stock())
    ResourceType.objects.exclude(pk__in=[each.pk for each in low]).filter(low_told_at__isnull=False).update(
        low_told_at=None
    )
    fresh = [each for each in low if each.low_told_at is None]
    if not fresh:
        return 0
    ResourceType.objects.filter(pk__in=[each.pk for each in fresh]).update(low_told_at=now)
    announce(signals.supplies_ran_low, ResourceType, resources=fresh, at=now)
    return len(fresh)
