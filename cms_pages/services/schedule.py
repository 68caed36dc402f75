"""What the clock does with pages: puts online what is due, takes offline what has expired."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from portal.accounts.models import Closure
from portal.accounts.selectors import may_be_shown

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    published: int
    expired: int
    failed: int


def publish_due(*, now: datetime) -> Done:
    """Publish and unpublish every page whose time has come, each by itself.

    Several clocks at once do each page once: a page that another one holds is passed over. A page that cannot be
    published keeps neither the others nor its own next try from happening.
    """
    ended = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    due = Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    expired = [_safely(partial(_expire, number, now=now)) for number in _numbers(ended)]
    published = [_safely(partial(_publish, number, now=now)) for number in _numbers(due)]
    return Done(published.count(True), expired.count(True), (expired + published).count(None))


def _numbers(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _safely(do: Callable[[], bool]) -> bool | None:
    """Do one page's part and return whether there was something to do; None when it failed, which is logged."""
    try:
        with transaction.atomic():
            return do()
    except Exception:  # whatever one page or its listeners raise; the others must not wait for it
        logger.exception("The clock could not do its work on a page: %s", do)
        return None


def _expire(number: int, *, now: datetime) -> bool:
    page = _held(Page.objects.filter(pk=number, live=True, expire_at__lt=now)).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _publish(number: int, *, now: datetime) -> bool:
    revision = _held(Revision.objects.filter(pk=number, approved_go_live_at__lt=now)).first()
    if revision is None or _must_wait(revision.content_object):
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _held(rows: Any) -> Any:
    return rows.select_for_update(skip_locked=True, of=("self",))


def _must_wait(page: Page) -> bool:
    """Whether nothing of its owner is shown now: they closed their account, or a minor's consent is gone."""
    owner = page.owner
    if owner is None:
        return False
    return not owner.is_active or not may_be_shown(owner) or Closure.objects.filter(person=owner).exists()
