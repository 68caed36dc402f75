"""What the shop tells on a person's timeline: what they sold. What it brought only they and coordinators learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.permissions import can_run_chapter
from portal.core import timeline
from portal.core.templatetags.ui import money
from portal.core.timeline import Event, Subject, Window
from shop.models import SaleLine
from shop.money import from_minor


@timeline.provider("sale", gettext_lazy("Sales"), icon="wallet")
def sales(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    """There is no consent yet to show a mentor one's money, so mentors see none of it."""
    if subject.person is None or not (viewer == subject.person or can_run_chapter(viewer)):
        return
    rows = SaleLine.objects.filter(seller__user=subject.person).select_related("line")
    for each in window.of(rows, when="paid_at"):
        earned = money(from_minor(each.net_minor, each.currency), each.currency)
        yield Event(
            when=each.paid_at,
            pk=each.pk,
            title=_("Sold: %(title)s") % {"title": each.line.title},
            text=_("%(amount)s for them") % {"amount": earned},
        )
