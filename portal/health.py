"""Is the process alive, and can it serve?

Without a cache or without room for files pages still answer, on every machine alike: were that called "not ready",
the proxy would have nobody left to ask. It is told, and does not count.
"""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import serving
from portal.core import stores

logger = logging.getLogger(__name__)
_migrated = False
#: With less room than this, in bytes, uploads are about to fail.
LEAST_ROOM = 100 * 1024**2


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process runs; asks nothing of anybody."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when this process can serve pages, else 503; names what fails, not why."""
    needed: dict[str, Callable[[], bool]] = {"database": _database_answers, "migrations": _is_migrated}
    useful: dict[str, Callable[[], bool]] = {"cache": _cache_keeps, "files": _files_are_kept}
    results = {name: _holds(check) for name, check in needed.items()}
    is_ready = all(results.values()) and not serving.stopping.is_set()
    said = {name: "ok" if holds else "failing" for name, holds in results.items()}
    said |= {name: "ok" if _holds(check) else "degraded" for name, check in useful.items()}
    if serving.stopping.is_set():
        said["process"] = "stopping"
    return JsonResponse(said, status=200 if is_ready else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever goes wrong, the answer is "not ready"; the log has the cause
        logger.exception("Readiness check %s failed", check.__name__)
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _is_migrated() -> bool:
    """Asked of the database until it is true once; a running process cannot become unmigrated."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _cache_keeps() -> bool:
    cache.set("readyz", "kept", 10)
    return cache.get("readyz") == "kept"


def _files_are_kept() -> bool:
    """Whether a folder can be written to; a bucket is not asked each time: that would cost."""
    store = stores.private()
    if not isinstance(store, FileSystemStorage):
        return True
    place = Path(store.location)
    place = next(each for each in (place, *place.parents) if each.exists())
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free > LEAST_ROOM
