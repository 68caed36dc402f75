"""System checks: what must be true of the running configuration."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register
def channel_layer_fits_processes(**_: Any) -> list[Error]:
    """Two processes with an in-memory channel layer lose half of their messages."""
    in_memory = "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if in_memory and settings.WEB_CONCURRENCY > 1:
        return [Error("WEB_CONCURRENCY is above 1 without REDIS_URL.", id="portal.E001")]
    return []
