"""What accounts tell on a person's timeline: when they were invited, and when they joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Invitation
from portal.core import timeline
from portal.core.timeline import Event, Subject, Window


@timeline.provider("invitation", gettext_lazy("Invitations"), icon="mail")
def invitations(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Invitation.objects.visible_to(viewer).filter(account=subject.person).select_related("invited_by")
    for each in window.of(rows, when="sent_at"):
        yield Event(
            when=each.sent_at,
            pk=each.pk,
            title=_("Invited"),
            by=each.invited_by.display_name,
            badge=each.status_words,
            tone=each.status_tone,
            staff_only=True,
        )


@timeline.provider("joined", gettext_lazy("Joining"), icon="success")
def joined(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
    if subject.person is None:
        return
    rows = Invitation.objects.visible_to(viewer).filter(account=subject.person, accepted_at__isnull=False)
    for each in window.of(rows, when="accepted_at"):
        yield Event(when=each.accepted_at, pk=each.pk, title=_("Joined"), staff_only=True)
