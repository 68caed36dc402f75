"""Figures for Prometheus and its like, in its text format, for whoever has the token that the settings name."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from messaging.models import OutgoingMail
from portal.core import backups, clock, jobs, stores, watching
from shop.models import ProviderEvent

logger = logging.getLogger(__name__)

KIND = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, float]
Family = tuple[str, str, str, list[Sample]]


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if not token or scheme.lower() != "bearer" or not constant_time_compare(given.strip(), token):
        words = "Send the token that METRICS_TOKEN names; without that setting there are no figures.\n"
        return HttpResponse(words, status=401, content_type=KIND, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(written([*counted(), *looked_at(timezone.now())]), content_type=KIND)


def written(families: Iterable[Family]) -> str:
    """Return the text format: what each figure is, then a line for each of its values."""
    lines: list[str] = []
    for name, kind, words, samples in families:
        lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
        lines += [f"{sample} {value:.10g}" for sample, value in samples]
    return "\n".join(lines) + "\n"


def counted() -> Iterator[Family]:
    """What all processes of this machine have counted; no question to anybody."""
    total, areas = watching.tally.total(), (*watching.AREAS, watching.SITE)
    yield (
        "portal_requests_total",
        "counter",
        "Requests answered.",
        [
            (f'portal_requests_total{{area="{area}",status="{status}"}}', total[f"requests {area} {status}"])
            for area in areas
            for status in watching.STATUSES
        ],
    )
    yield "portal_request_seconds", "histogram", "How long answers took.", list(_durations(total, areas))
    yield (
        "portal_queries_total",
        "counter",
        "Questions that requests asked the database.",
        [(f'portal_queries_total{{area="{area}"}}', total[f"queries {area}"]) for area in areas],
    )
    for name, kind, words in (
        ("errors", "counter", "Requests that ended in an error of ours."),
        ("turned_away", "counter", "Requests beyond REQUESTS_AT_ONCE, told to come back."),
        ("slow_queries", "counter", "Questions to the database beyond SLOW_QUERY_MS."),
        ("sockets", "counter", "Sockets opened."),
        ("sockets_open", "gauge", "Sockets that are open now."),
        ("jobs_done", "counter", "Jobs done."),
        ("jobs_failed", "counter", "Jobs that failed."),
        ("job_seconds", "counter", "Seconds that jobs took."),
    ):
        full = f"portal_{name}_total" if kind == "counter" else f"portal_{name}"
        yield full, kind, words, [(full, total[name])]


def _durations(total: dict[str, float], areas: Iterable[str]) -> Iterator[Sample]:
    name = "portal_request_seconds"
    for area in areas:
        count = total[f"seconds_count {area}"]
        for limit in watching.BUCKETS:
            yield f'{name}_bucket{{area="{area}",le="{limit:g}"}}', total[f"seconds {area} {limit}"]
        yield f'{name}_bucket{{area="{area}",le="+Inf"}}', count
        yield f'{name}_sum{{area="{area}"}}', total[f"seconds_sum {area}"]
        yield f'{name}_count{{area="{area}"}}', count


def looked_at(now: datetime) -> Iterator[Family]:
    """What database and disk tell now. What gives no answer is left out and counted, so that an alert can ask."""
    silent = 0
    for look in (_jobs, _mails, _events, _backup, _room):
        try:
            yield from look(now)
        except Exception:  # a database out of reach must not hide what was counted
            logger.exception("Figures are missing: %s", look.__name__)
            silent += 1
    yield "portal_silent", "gauge", "Figures that could not be asked for.", [("portal_silent", silent)]


def _jobs(now: datetime) -> Iterator[Family]:
    found = jobs.figures(now=now)
    states = [(f'portal_jobs{{state="{state}"}}', found[state]) for state in ("waiting", "running", "dead")]
    yield "portal_jobs", "gauge", "Jobs in the queue.", states
    yield from _one("portal_job_oldest_seconds", "How long the oldest job has waited.", found["oldest"])
    yield from _one("portal_job_workers", "Workers that live.", found["workers"])
    words = "How long what is due by the clock has waited for it."
    yield from _one("portal_clock_late_seconds", words, clock.late(now=now))


def _mails(now: datetime) -> Iterator[Family]:
    rows = OutgoingMail.objects.all()
    waiting = rows.filter(state=OutgoingMail.State.WAITING)
    states = [
        ('portal_mails{state="waiting"}', waiting.count()),
        ('portal_mails{state="late"}', waiting.filter(next_try_at__lt=now - timedelta(minutes=10)).count()),
        ('portal_mails{state="dead"}', rows.dead().count()),
    ]
    yield "portal_mails", "gauge", "Mails that have not gone.", states


def _events(now: datetime) -> Iterator[Family]:
    waiting = ProviderEvent.objects.waiting()
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    states = [
        ('portal_payment_events{state="waiting"}', waiting.count()),
        ('portal_payment_events{state="dead"}', ProviderEvent.objects.dead().count()),
    ]
    yield "portal_payment_events", "gauge", "What payment providers said and nobody acted on.", states
    words = "How long the oldest such event has waited."
    yield from _one("portal_payment_event_oldest_seconds", words, (now - oldest).total_seconds() if oldest else 0)


def _backup(now: datetime) -> Iterator[Family]:
    if whole := backups.sets():
        age = (now - backups.taken_at(whole[0])).total_seconds()
        yield from _one("portal_backup_age_seconds", "Since the newest whole backup.", age)


def _room(_now: datetime) -> Iterator[Family]:
    store = stores.private()
    if isinstance(store, FileSystemStorage):
        place = Path(store.location)
        place = next(each for each in (place, *place.parents) if each.exists())
        yield from _one("portal_disk_free_bytes", "Room for files.", shutil.disk_usage(place).free)


def _one(name: str, words: str, value: float) -> Iterator[Family]:
    yield name, "gauge", words, [(name, value)]
