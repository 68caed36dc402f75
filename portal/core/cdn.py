"""Telling a content delivery network which of our pages it must forget.

Pages carry the tags of the tables that they were made of (settings.CDN_TAG_HEADER); whatever changes a table has
its tag purged by a job, so that nobody waits for somebody else's server.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection

from django.conf import settings
from django.core.cache import caches

from portal.core import freshness, jobs, outside

logger = logging.getLogger(__name__)

#: A job that was lost keeps others of its tag away no longer than this.
SECONDS = 60


def purge(tables: Collection[str]) -> None:
    """Let pages made of `tables` be forgotten; a tag whose job still waits is not told twice."""
    tags = sorted(map(freshness.tag_of, tables))
    fresh = [tag for tag in tags if caches[freshness.CACHE].add(_waits(tag), 1, SECONDS)]
    if fresh:
        tell.enqueue(fresh)


@jobs.job
def tell(tags: list[str]) -> None:
    """Send the tags. What changes from now on needs a job of its own, so that is said first."""
    caches[freshness.CACHE].delete_many([_waits(tag) for tag in tags])
    answer = outside.tell(
        settings.CDN_PURGE_URL,
        body=json.dumps({settings.CDN_PURGE_FIELD: tags}).encode(),
        headers={"Content-Type": "application/json", **settings.CDN_PURGE_HEADERS},
    )
    if not 200 <= answer.status < 300:
        # Its pages grow old by themselves: nothing to try again for.
        logger.error("The CDN did not forget %s: %s", ", ".join(tags), answer.reason or answer.status)


def _waits(tag: str) -> str:
    return f"purge:{tag}"
