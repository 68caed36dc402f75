"""What the header shows of what is new."""

from datetime import datetime
from typing import Any

from django import template

from messaging import selectors
from messaging.models import Thanks
from messaging.selectors import news as told
from messaging.selectors import thanks

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_count(context: template.Context) -> int:
    """Count what is unread: one query for each page, none for visitors."""
    request: Any = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    if not hasattr(request, "_unread_count"):
        request._unread_count = selectors.unread_count(user)
    return int(request._unread_count)


@register.simple_tag
def news_for(person: Any, since: datetime | None) -> told.News:
    """What `person` was told after `since`, by kind, and how much feedback waits to be read. One query."""
    return told.news(person, since)


@register.simple_tag
def thanks_shown(count: int = 12) -> list[Thanks]:
    """The newest thanks that everybody reads, without what they are for. At most one query."""
    return thanks.shown(count)
