"""What pages show of recognition."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from leaderboard import drawing, progress, saying
from leaderboard.models import Badge
from leaderboard.selectors import rhythm

register = template.Library()


@register.simple_tag
def badges_of(person: Any) -> SafeString:
    """Show the badges of `person` that anybody may see. One query for a page, or none while the cache knows."""
    html: SafeString = saying.shown_badges(person)["html"]
    return html


@register.simple_tag
def badge_picture(badge: Badge) -> SafeString:
    """Draw `badge`; it is decoration, so its name must stand beside it."""
    return drawing.picture(badge)


@register.simple_tag
def goals_of(person: Any) -> list[progress.GoalWay]:
    """List the newest goals of `person` that are open or were just reached. One query."""
    return progress.goals(person, timezone.now())


@register.simple_tag
def rhythm_of(person: Any) -> rhythm.Rhythm:
    """In which of the last weeks `person` did something that counts. One query."""
    return rhythm.rhythm_of(person, timezone.localdate())
