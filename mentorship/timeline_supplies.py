"""What supplies tell on a person's timeline (portal.core.timeline)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Issue, IssueLine, ResourceRequest, UsageLog
from mentorship.services.resources_stock import spoken
from portal.core import timeline
from portal.core.timeline import Event, Subject, Window

TONES = {Issue.State.OFFERED: "weld", Issue.State.DECLINED: "walnut"}


@timeline.provider("supplies", gettext_lazy("Supplies"), icon="object")
def supplies(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    """One event a thing that was handed out."""
    seen = Issue.objects.visible_to(viewer).filter(to=subject.person).values("pk")
    rows = IssueLine.objects.filter(issue__in=seen, quantity__gt=0)
    rows = rows.select_related("issue__by", "resource", "item__resource")
    for line in window.of(rows, when="issue__issued_at"):
        what = line.item or f"{spoken(line.quantity)} {line.resource.unit} {line.resource.name}"
        yield Event(
            when=line.issue.issued_at,
            pk=line.pk,
            title=_("Handed out: %(what)s") % {"what": what},
            text=line.issue.note,
            url=line.issue.get_absolute_url(),
            by=line.issue.by.display_name,
            badge=line.issue.get_state_display(),
            tone=TONES.get(Issue.State(line.issue.state), "moss"),
        )


@timeline.provider("used", gettext_lazy("Use of supplies"), icon="object")
def used(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    seen = Issue.objects.visible_to(viewer).filter(to=subject.person).values("pk")
    rows = UsageLog.objects.filter(line__issue__in=seen)
    rows = rows.select_related("line__issue", "line__resource", "line__item__resource", "project")
    for use in window.of(rows, when="at"):
        facts = {"n": spoken(use.quantity), "what": use.line.item or use.line.resource, "work": use.project}
        if use.kind == UsageLog.Kind.LOST:
            title = _("Lost: %(n)s × %(what)s") % facts
        elif use.project:
            title = _("Used %(n)s × %(what)s on “%(work)s”") % {**facts, "work": use.project.title}
        else:
            title = _("Used %(n)s × %(what)s") % facts
        yield Event(when=use.at, pk=use.pk, title=title, text=use.note, url=use.line.issue.get_absolute_url())


@timeline.provider("asked", gettext_lazy("Requests for supplies"), icon="object")
def asked(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    rows = ResourceRequest.objects.visible_to(viewer).filter(person=subject.person)
    for wish in window.of(rows.select_related("resource", "kit"), when="created_at"):
        yield Event(
            when=wish.created_at,
            pk=wish.pk,
            title=_("Asked for %(what)s") % {"what": wish.what},
            text=wish.why,
            badge=wish.get_state_display(),
        )
