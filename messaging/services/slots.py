"""How many sockets one person has open, over all workers: each takes a place that must be renewed.

The places stand in the cache that all workers share. Those of a worker that was killed fall free by themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.cache import cache

logger = logging.getLogger(__name__)

#: Sockets of one person.
MOST = 10
#: How long a place is kept without being renewed, in seconds.
LEASE = 15


class AllTaken(Exception):
    """The person has as many sockets open as one may."""


def take(*, person_id: int) -> str:
    """Take a place for a socket of the person and return its name. Raises AllTaken.

    While the cache is away there is no name (""): nobody is shut out, and each worker counts for itself.
    """
    try:
        for number in range(MOST):
            place = f"socket:{person_id}:{number}"
            if cache.add(place, 1, timeout=LEASE):
                return place
    except Exception:  # whatever the cache's library raises while its server is away
        logger.warning("Cannot count the sockets of a person", exc_info=True)
        return ""
    raise AllTaken


def renew(*, places: Iterable[str]) -> None:
    """Keep `places` for another LEASE."""
    kept = dict.fromkeys(filter(None, places), 1)
    try:
        if kept:
            cache.set_many(kept, timeout=LEASE)
    except Exception:  # what rests on the sockets is looked after all the same
        logger.warning("Cannot keep the places of sockets", exc_info=True)


def free(*, place: str) -> None:
    try:
        if place:
            cache.delete(place)
    except Exception:  # it falls free by itself
        logger.warning("Cannot give back the place of a socket", exc_info=True)
