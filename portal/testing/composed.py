"""Compose files as Docker Compose reads them: later ones are laid over the first."""

from __future__ import annotations

from functools import reduce
from typing import Any

import yaml
from django.conf import settings


def of(*names: str) -> dict[str, Any]:
    """Return what the files of these names in the project's root say together."""
    return reduce(_laid_over, (yaml.safe_load((settings.ROOT / name).read_text()) for name in names))


def _laid_over(below: Any, above: Any) -> Any:
    """Mappings are merged and lists of ports or volumes grow; what a service starts is replaced."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {**below, **above}
        return both | {key: _merged(key, below[key], above[key]) for key in below.keys() & above.keys()}
    return above


def _merged(key: str, below: Any, above: Any) -> Any:
    if isinstance(below, list) and key not in ("command", "test"):
        return below + above
    return _laid_over(below, above)
