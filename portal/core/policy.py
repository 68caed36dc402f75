"""Asking for permission inside services."""

from portal.core.exceptions import NotAllowed


def require(allowed: bool, refusal: str = "") -> None:
    """Raise NotAllowed with the sentence `refusal` unless `allowed`."""
    if not allowed:
        raise NotAllowed(refusal)
