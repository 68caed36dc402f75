"""What the site says while something that it needs is away: words, and when to try again; never a trace."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.core import logs, problems

#: Seconds after which a browser or a program may ask again.
RETRY_AFTER = 10

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
#: Errors of libraries that may not be installed, by the module they come from.
_AWAY = {
    "redis": ("ConnectionError", "TimeoutError", "BusyLoadingError", "OutOfMemoryError", "ReadOnlyError"),
    "botocore": ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"),
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view has answered (handler500): an outage with 503, all else is a fault of ours, 500."""
    error = sys.exc_info()[1]
    is_outage = error is not None and is_away(error)
    status = 503 if is_outage else 500
    headers = {"Retry-After": str(RETRY_AFTER)} if is_outage else {}
    if problems.is_for_programs(request):
        return problems.problem(status, headers=headers)
    reference = getattr(request, "request_id", "")
    page = render_to_string(f"{status}.html", {"reference": reference})
    return HttpResponse(page, status=status, headers={**headers, "Cache-Control": "private, no-store"})


def is_away(error: BaseException) -> bool:
    """Whether `error` came of something out of reach or full, and trying again later may help."""
    return any(_is_away(each) for each in logs.chain(error))


def _is_away(error: BaseException) -> bool:
    # Where Django closes a cursor the driver's own error comes out as it is.
    driver = connection.Database  # type: ignore[attr-defined]  # each backend has one
    if isinstance(error, (OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError)):
        return "no such " not in str(error)  # SQLite's word for a table that is missing: that does not come back
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    kind = type(error)
    if kind.__name__ in _AWAY.get(kind.__module__.partition(".")[0], ()):
        return True
    answer = getattr(error, "response", None)  # an object store that answers, but only that it cannot
    said = answer.get("ResponseMetadata", {}) if isinstance(answer, dict) else {}
    return int(said.get("HTTPStatusCode", 0)) >= 500


@contextmanager
def of_the_store() -> Iterator[None]:
    """Tell whoever runs a command in a line, instead of a trace, that the object store is away or refuses us."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("botocore", "boto3"):
            raise CommandError(f"The object store is away or refuses us: {error}") from error
        raise
