"""Whether what works by itself does: mails, jobs, files, copies, payments, the search."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db.models import CharField, Exists, Max, Min, OuterRef
from django.db.models.functions import Cast
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from messaging.models import OutgoingMail
from portal.core import backups as kept
from portal.core import jobs, stores
from shop.models import ProviderEvent

logger = logging.getLogger(__name__)

#: From here on what waits is late, and copies are old.
LATE, OLD = timedelta(minutes=10), timedelta(days=2)
#: Less room than this for files is too little, in bytes.
ROOM = 1024**3


class State(StrEnum):
    WELL = "well"
    LATE = "late"
    BAD = "bad"

    @property
    def words(self) -> str:
        return {State.WELL: _("well"), State.LATE: _("late"), State.BAD: _("look at this")}[self]


@dataclass(frozen=True)
class Found:
    state: State
    words: str


@dataclass(frozen=True)
class Line:
    """What was looked at, and what was found."""

    name: str
    found: Found


def look(*, now: datetime) -> list[Line]:
    """Look at everything. What cannot be asked is bad, and the log has the cause. Nine queries."""
    return [Line(str(name), _asked(check, now)) for name, check in CHECKS]


def _asked(check: Callable[[datetime], Found], now: datetime) -> Found:
    try:
        return check(now)
    except Exception:  # a store or a table out of reach is what this page is there to show
        logger.exception("Health check %s failed", check.__name__)
        return Found(State.BAD, _("It gives no answer. The log says why."))


def mails(now: datetime) -> Found:
    """Two queries."""
    rows = OutgoingMail.objects.all()
    dead = rows.dead().count()
    waits = rows.filter(state=OutgoingMail.State.WAITING, next_try_at__lt=now - LATE).count()
    last = rows.aggregate(last=Max("sent_at"))["last"]
    words = [
        ngettext("%(n)s mail did not go.", "%(n)s mails did not go.", dead) % {"n": dead},
        ngettext("%(n)s waits for too long.", "%(n)s wait for too long.", waits) % {"n": waits},
        _("The last one went on %(day)s.") % {"day": _moment(last)} if last else _("None has gone yet."),
    ]
    return Found(State.BAD if dead else State.LATE if waits else State.WELL, " ".join(words))


def work(now: datetime) -> Found:
    """What workers do in the background."""
    found = jobs.figures(now=now)
    words = _("%(workers)s at work, %(waiting)s waiting, %(dead)s given up; the oldest waits for %(oldest)s s.")
    if found["dead"] or not found["workers"]:
        state = State.BAD
    else:
        state = State.LATE if found["oldest"] > LATE.total_seconds() else State.WELL
    return Found(state, words % found)


def files(_now: datetime) -> Found:
    """Whether there is room, or the bucket answers."""
    store = stores.private()
    if not isinstance(store, FileSystemStorage):
        store.exists("health")
        return Found(State.WELL, _("The bucket answers."))
    place = Path(store.location)
    place = next(each for each in (place, *place.parents) if each.exists())
    free = shutil.disk_usage(place).free
    words = _("%(room)s free.") % {"room": filesizeformat(free)}
    if not os.access(place, os.W_OK):
        return Found(State.BAD, _("Nothing can be written."))
    return Found(State.WELL if free > ROOM else State.BAD, words)


def backups(now: datetime) -> Found:
    """When the newest whole set was taken."""
    whole = kept.sets()
    if not whole:
        return Found(State.BAD, _("Never."))
    made = kept.taken_at(whole[0])
    return Found(State.WELL if now - made < OLD else State.BAD, _moment(made))


def payments(now: datetime) -> Found:
    """What payment providers said and nobody has acted on. Two queries."""
    dead = ProviderEvent.objects.dead().count()
    oldest = ProviderEvent.objects.waiting().aggregate(oldest=Min("created_at"))["oldest"]
    words = ngettext("%(n)s event could not be acted on.", "%(n)s events could not be acted on.", dead)
    is_late = oldest is not None and now - oldest > LATE
    waits = _("The oldest that waits came on %(day)s.") % {"day": _moment(oldest)} if oldest else _("None waits.")
    return Found(State.BAD if dead else State.LATE if is_late else State.WELL, f"{words % {'n': dead}} {waits}")


def search(_now: datetime) -> Found:
    """Which pages the index does not know yet. Two queries."""
    known = IndexEntry.objects.filter(
        content_type=OuterRef("content_type"), object_id=Cast(OuterRef("pk"), CharField())
    )
    pages = Page.objects.live().filter(depth__gt=1)
    missing = pages.filter(~Exists(known)).count()
    words = _("%(missing)s of %(all)s pages are not in the index yet.")
    return Found(State.LATE if missing else State.WELL, words % {"missing": missing, "all": pages.count()})


CHECKS = (
    (gettext_lazy("Mails"), mails),
    (gettext_lazy("Background work"), work),
    (gettext_lazy("Room for files"), files),
    (gettext_lazy("Last backup"), backups),
    (gettext_lazy("What payment providers said"), payments),
    (gettext_lazy("Search"), search),
)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
