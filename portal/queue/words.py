"""What a job does and why it could not be done, in words for people who do not read code."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.db import DatabaseError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.core.exceptions import DomainError
from portal.core.jobs import WorkerDied

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Every job that exists; a test looks for one without words.
WORK: dict[str, _StrPromise] = {
    "cms_pages.jobs.build_export": _("Build somebody's site to take along"),
    "cms_pages.jobs.check_links": _("Look whether links to other sites still lead somewhere"),
    "leaderboard.jobs.rebuild_points": _("Put all points and boards right"),
    "mentorship.jobs.take_table_in": _("Take in a long table of people"),
    "mentorship.jobs.try_table": _("Try a long table of people out"),
    "messaging.jobs.deliver_mail": _("Send a mail"),
    "messaging.jobs.send_announcement": _("Send an announcement"),
    "portal.hooks.jobs.deliver_hook": _("Tell another system what happened"),
    "shop.jobs.look_over_books": _("Look whether all money and stock adds up"),
    "shop.jobs.work_inbox": _("Act on what payment providers said"),
}

#: The first that fits says why; the special ones stand before the general ones.
REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _StrPromise], ...] = (
    (WorkerDied, _("Each process that began it stopped before its end, perhaps for want of memory.")),
    (DatabaseError, _("The database refused or did not answer.")),
    (ObjectDoesNotExist, _("What it was about is not there any more.")),
    ((ImportError, SuspiciousOperation), _("This release does not know this work any more.")),
    (smtplib.SMTPException, _("The mail server refused it.")),
    ((TimeoutError, ConnectionError), _("Another system did not answer.")),
    (OSError, _("A file could not be read or written: look at the room for files.")),
    (MemoryError, _("There was not enough memory.")),
    (DomainError, _("A rule of this site said no.")),
    ((SystemExit, KeyboardInterrupt), _("Its worker was stopped in the middle.")),
)
OURS = _("A fault of ours. The log tells more under the number of the job.")


def of_work(path: str) -> _StrPromise | str:
    """Return what the job at `path` does, or its name where nobody gave it words."""
    return WORK.get(path, path.rpartition(".")[2].replace("_", " "))


def of_failure(path: str) -> _StrPromise:
    """Return why a job failed whose error is of the class at `path`: never what the error said."""
    kind = _class_at(path)
    for kinds, reason in REASONS:
        if isinstance(kind, type) and issubclass(kind, kinds):
            return reason
    return OURS


def _class_at(path: str) -> Any:
    if path.endswith(".DoesNotExist"):
        return ObjectDoesNotExist  # each model has one of its own, inside itself
    try:
        return import_string(path)
    except ImportError:
        return None  # of a release before this one
