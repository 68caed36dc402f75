"""Keeps in mind what published pages lead to, and asks other sites whether they are still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms_pages.models import Mention, PortalDocument
from portal.core import outside

Kind = Mention.Kind
#: (kind, number, address)
Found = tuple[str, int, str]
WHOLE = re.compile(r"https?://\S+")
LINK = re.compile(r'href="(https?://[^"\s]+)"')
MOST_OF_ONE_PAGE = 500
LONGEST = Mention._meta.get_field("address").max_length or 0
#: One turn of the clock asks so many addresses and ends after so long, whatever comes.
BATCH = 30
DEADLINE = timedelta(seconds=120)
AGAIN_GOOD, AGAIN_BAD = timedelta(days=7), timedelta(days=1)


def found_on(page: Page) -> set[Found]:
    """Return what the stored `page` leads to and which of its pictures have no words. No query."""
    found: set[Found] = set()
    for field in page._meta.get_fields():
        if isinstance(field, StreamField | RichTextField):
            value = field.value_from_object(page)
            found |= set(_inside(field, value))
            plain = value.get_prep_value() if isinstance(field, StreamField) else value
            found |= set(_written(plain))
    return set(sorted(found)[:MOST_OF_ONE_PAGE])


def _inside(field: Any, value: Any) -> Iterator[Found]:
    for model, number, _model_path, _content_path in field.extract_references(value):
        if issubclass(model, Page):
            yield Kind.PAGE, int(number), ""
        elif issubclass(model, PortalDocument):
            yield Kind.DOCUMENT, int(number), ""


def _written(value: Any) -> Iterator[Found]:
    """Walk through what is stored: other sites' addresses, and pictures with neither words nor a mark."""
    if isinstance(value, str):
        addresses = [value] if WHOLE.fullmatch(value) else map(unescape, LINK.findall(value))
        yield from ((Kind.OUTSIDE, 0, each) for each in addresses if _is_outside(each))
    elif isinstance(value, dict):
        is_bare = not value.get("decorative", True) and not (value.get("alt_text") or "").strip()
        if value.get("image") and is_bare:
            yield Kind.PICTURE, int(value["image"]), ""
        for each in value.values():
            yield from _written(each)
    elif isinstance(value, list):
        for each in value:
            yield from _written(each)


def _is_outside(address: str) -> bool:
    return len(address) <= LONGEST and not address.startswith(settings.SITE_URL)


@transaction.atomic
def note(*, page: Page) -> None:
    """Remember what the published `page` leads to; what another site answered about an address stays known."""
    wanted = found_on(page.specific)
    rows = {(row.kind, row.target, row.address): row for row in Mention.objects.filter(page=page.pk)}
    Mention.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in wanted]).delete()
    new = [
        Mention(page_id=page.pk, kind=kind, target=number, address=to) for kind, number, to in wanted - rows.keys()
    ]
    Mention.objects.bulk_create(new, ignore_conflicts=True)


def note_all() -> int:
    """Read every published page anew, and return how many there are. For sites older than the reports."""
    count = 0
    for page in Page.objects.live().specific().iterator(chunk_size=100):
        note(page=page)
        count += 1
    return count


def check_outside(
    *,
    now: datetime,
    clock: Callable[[], datetime],
    ask: Callable[[str], outside.Answer] = outside.ask,
    batch: int = BATCH,
) -> int:
    """Ask other sites for the addresses that were not asked for long, and return how many were asked.

    Runs for people in the chapter who have a line to the outside: setting CHECK_OUTSIDE_LINKS.
    """
    if not settings.CHECK_OUTSIDE_LINKS:
        return 0
    due = (
        Q(checked_at=None)
        | Q(failures=0, checked_at__lt=now - AGAIN_GOOD)
        | Q(failures__gt=0, checked_at__lt=now - AGAIN_BAD)
    )
    rows = Mention.objects.filter(due, kind=Kind.OUTSIDE, page__live=True)
    addresses = dict.fromkeys(rows.order_by("checked_at", "pk").values_list("address", flat=True)[: batch * 4])
    asked = 0
    for address in list(addresses)[:batch]:
        if clock() - now > DEADLINE:
            break
        _record(address, ask(address), clock())
        asked += 1
    return asked


@transaction.atomic
def _record(address: str, answer: outside.Answer, moment: datetime) -> None:
    rows = Mention.objects.select_for_update().filter(kind=Kind.OUTSIDE, address=address)
    for row in rows:
        row.failures = 0 if answer.is_there else min(row.failures + 1, 99)
        row.reason, row.checked_at = answer.reason[:120], moment
        row.save(update_fields=["failures", "reason", "checked_at"])
