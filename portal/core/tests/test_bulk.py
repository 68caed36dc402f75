"""Rows written at once are those that models would have written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import bulk
from portal.core.models import JobWorker

pytestmark = pytest.mark.django_db

NAMES = ("name", "seen_at")
#: What a copy would take for something else.
ODD = ("", "\\N", "a\tb\nc\\.", "日本 🧶", "'); DROP TABLE x; --")


def test_what_was_written_is_read_again_in_one_query() -> None:
    now = timezone.now()
    with CaptureQueriesContext(connection) as seen:
        bulk.insert(JobWorker, NAMES, ((name, now) for name in ODD))

    assert len(seen) == 1
    assert list(JobWorker.objects.order_by("pk").values_list(*NAMES)) == [(name, now) for name in ODD]


def test_no_rows_are_no_error() -> None:
    bulk.insert(JobWorker, NAMES, [])

    assert not JobWorker.objects.exists()


def test_a_promise_of_the_table_holds_and_nothing_of_the_rest_is_written() -> None:
    JobWorker.objects.create(name="b", seen_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(JobWorker, NAMES, [(name, timezone.now()) for name in "ab"])

    assert JobWorker.objects.count() == 1
