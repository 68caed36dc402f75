"""What pages show of recognition."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from leaderboard import drawing, saying
from leaderboard.models import Badge, BadgeAward

register = template.Library()


@register.simple_tag
def badges_of(person: Any) -> list[BadgeAward]:
    """List the badges of `person` that anybody may see. One query for a page, however often it asks."""
    return saying.shown_badges(person)


@register.simple_tag
def badge_picture(badge: Badge) -> SafeString:
    """Draw `badge`; it is decoration, so its name must stand beside it."""
    return drawing.picture(badge)
