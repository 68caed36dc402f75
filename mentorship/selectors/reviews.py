"""Questions about pieces handed in, and what was said about them."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from mentorship.models import SubmissionFile, TaskFile
from portal.core import quota


@quota.counter
def bytes_handed_in(person: Any) -> int:
    """How many bytes the files have that `person` has handed in. One query."""
    own = SubmissionFile.objects.filter(submission__task__participant=person)
    return own.aggregate(sum=Sum("size_bytes"))["sum"] or 0


@quota.counter
def bytes_given(person: Any) -> int:
    """How many bytes the files have that `person` has put to tasks of others. One query."""
    given = TaskFile.objects.filter(task__assigned_by=person)
    return given.aggregate(sum=Sum("size_bytes"))["sum"] or 0
