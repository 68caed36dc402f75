"""Writing down what was done to people, and who looked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.utils import timezone

from portal.accounts.models import AuditEvent, User

#: One word: nobody's sentence fits.
CODE = re.compile(r"[\w.:/+-]{0,60}")


def record(
    *,
    action: str,
    by: User | None,
    subject: User | None = None,
    obj: models.Model | None = None,
    detail: Mapping[str, str | int | bool] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Write down that `by` (None: the clock) did `action`. Raises ValueError for words in `detail`."""
    codes = {name: str(value) for name, value in (detail or {}).items()}
    if not all(CODE.fullmatch(value) for value in codes.values()):
        raise ValueError("The audit log holds codes, not words that somebody wrote.")
    event: AuditEvent = AuditEvent.objects.create(
        at=now or timezone.now(),
        action=AuditEvent.Action(action),
        actor=by,
        subject=subject,
        object_label=f"{obj._meta.label} {obj.pk}" if obj else "",
        detail=codes,
    )
    return event


def looked_at(
    *,
    what: str,
    by: User,
    subject: User | None = None,
    obj: models.Model | None = None,
    now: datetime | None = None,
) -> None:
    """Write down that `by` opened `what` (a code such as "safeguarding"); nobody is noted for their own."""
    if by != subject:
        record(action=AuditEvent.Action.LOOKED, by=by, subject=subject, obj=obj, detail={"what": what}, now=now)
