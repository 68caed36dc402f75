"""Small words of the pages about people who may join."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.models import Stage

register = template.Library()
TONES = {
    Stage.NEW: "indigo",
    Stage.CONTACTED: "weld",
    Stage.ASSESSED: "weld",
    Stage.OFFERED: "madder",
    Stage.ONBOARDED: "moss",
}


@register.filter
def stage_tone(stage: str) -> str:
    return TONES.get(Stage(stage), "walnut")


@register.filter
def days_ago(moment: datetime | None) -> str:
    """Say how many days have passed: "today", "yesterday", "23 days ago"; nothing for nothing."""
    if moment is None:
        return ""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


@register.filter
def due_words(day: date | None) -> str:
    """Say how a day lies to today: "3 days overdue", "today", "tomorrow", or the day itself."""
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return date_format(day)


@register.filter
def due_tone(day: date | None) -> str:
    """The dye of a due day: red when it has passed, yellow today."""
    if day is None:
        return "walnut"
    days = (day - timezone.localdate()).days
    return "cochineal" if days < 0 else "weld" if days == 0 else "walnut"
