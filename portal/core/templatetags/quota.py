"""How much room somebody has: `{% load quota %}{% kept_by user as room %}` gives `used`, `limit`, `percent`."""

from typing import Any

from django import template

from portal.core import quota

register = template.Library()


@register.simple_tag
def kept_by(person: Any) -> dict[str, int]:
    """Bytes used and allowed (0: as many as they like), and the share in whole percent."""
    used, limit = quota.used(person), quota.limit()
    return {"used": used, "limit": limit, "percent": min(100, round(100 * used / limit)) if limit else 0}
