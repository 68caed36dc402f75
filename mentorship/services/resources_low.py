"""Telling coordinators what runs low, once each time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mentorship.models import IssueLine, ResourceType
from mentorship.selectors import resources as questions
from mentorship.services import resources_letters
from portal.accounts import roles
from portal.accounts.models import User


@transaction.atomic
def tell_low(*, now: datetime) -> int:
    """Mail coordinators what has run low since they were told last; return how many things that are."""
    low = list(questions.low_stock())
    ResourceType.objects.exclude(pk__in=[each.pk for each in low]).filter(low_told_at__isnull=False).update(
        low_told_at=None
    )
    fresh = [each for each in low if each.low_told_at is None]
    if not fresh:
        return 0
    ResourceType.objects.filter(pk__in=[each.pk for each in fresh]).update(low_told_at=now)
    to = User.objects.filter(is_active=True, groups__name=roles.COORDINATOR).values_list("email", flat=True)
    overdue = IssueLine.objects.overdue(timezone.localdate(now)).count()
    resources_letters.low(list(to), fresh, overdue)
    return len(fresh)
