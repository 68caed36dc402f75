"""Is the process alive, and can it serve?"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process runs; asks nothing of anybody."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and cache are there, else 503; names what fails, not why."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "migrations": _is_migrated,
        "cache": _cache_keeps,
    }
    results = {name: _holds(check) for name, check in checks.items()}
    return JsonResponse(
        {name: "ok" if holds else "failing" for name, holds in results.items()},
        status=200 if all(results.values()) else 503,
    )


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
