"""What the shop tells on a person's timeline: what they sold; what it brought, to whom they agreed to show it."""

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
from shop.selectors import purses


@timeline.provider("sale", gettext_lazy("Sales"), icon="wallet")
def sales(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    """Amounts see the person, and their mentor by consent. Coordinators learn that something was sold, no more."""
    person = subject.person
    if person is None:
        return
    sees_money = viewer == person or purses.is_shared_with(viewer, person)
    if not (sees_money or can_run_chapter(viewer)):
        return
    rows = SaleLine.objects.filter(seller__user=person).select_related("line")
    for each in window.of(rows, when="paid_at"):
        earned = money(from_minor(each.net_minor, each.currency), each.currency)
        yield Event(
            when=each.paid_at,
            pk=each.pk,
            title=_("Sold: %(title)s") % {"title": each.line.title},
            text=_("%(amount)s for them") % {"amount": earned} if sees_money else "",
        )
