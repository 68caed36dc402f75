"""The secret address under which one's calendar reads when tasks are due, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.models import CalendarLink, Task
from mentorship.models.sharing import key_in, new_key
from portal.accounts.models import User
from portal.core.policy import require

#: Bytes of one line, beyond which it is folded (RFC 5545, 3.1).
LINE = 75


@transaction.atomic
def make(*, by: User) -> CalendarLink:
    """Give `by` an address of their own; a former one opens nothing from now on. Raises NotAllowed."""
    require(by.is_active)
    return CalendarLink.objects.update_or_create(person=by, defaults={"key": new_key()})[0]


@transaction.atomic
def end(*, by: User) -> None:
    """Let the address of `by` open nothing any more. Again changes nothing. Raises NotAllowed."""
    require(by.is_active)
    CalendarLink.objects.filter(person=by).delete()


def whose(token: str) -> User | None:
    """Return whose calendar `token` opens; nobody's if it was never made, or ended. At most one query."""
    key = key_in(token)
    links = CalendarLink.objects.filter(key=key, person__is_active=True).select_related("person")
    link = links.first() if key else None
    return link.person if link else None


def calendar(*, person: User, site_url: str, now: datetime) -> str:
    """Return the days on which open tasks of `person` are due, as a calendar. One query.

    It says titles only: whoever the phone belongs to may show it to others.
    """
    due = Task.objects.filter(participant=person, status__in=Task.TO_DO, due_at__isnull=False)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kindling//Tasks//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(_('My tasks'))}",
    ]
    for task in due.soonest_first():
        lines += _event(task, site_url, now)
    return "".join(_folded([*lines, "END:VCALENDAR"]))


def _event(task: Task, site_url: str, now: datetime) -> list[str]:
    assert task.due_at is not None  # noqa: S101  the query says so
    day = timezone.localtime(task.due_at).date()
    return [
        "BEGIN:VEVENT",
        f"UID:task-{task.public_id}@kindling",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{task.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(task.title)}",
        f"URL:{site_url.rstrip('/')}{task.get_absolute_url()}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for special in "\\;,":
        text = text.replace(special, f"\\{special}")
    return " ".join(text.split())


def _folded(lines: Iterable[str]) -> Iterable[str]:
    """Yield `lines` with the ends that calendars want, none longer than LINE bytes, no letter torn apart."""
    for line in lines:
        rest = line
        while len(rest.encode()) > LINE:
            cut = LINE
            while len(rest[:cut].encode()) > LINE:
                cut -= 1
            yield f"{rest[:cut]}\r\n"
            rest = f" {rest[cut:]}"
        yield f"{rest}\r\n"
