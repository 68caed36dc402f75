"""Whole addresses, built from the settings and never from what a request says of its host."""

from django.conf import settings


def absolute(path: str) -> str:
    """Put the site's address before `path`; whole addresses stay as they are, "" stays ""."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path.startswith("/") else path
