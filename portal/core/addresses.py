"""Whole addresses, built from the settings and never from what a request says of its host; addresses of rows."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.text import slugify


def absolute(path: str) -> str:
    """Put the site's address before `path`; whole addresses stay as they are, "" stays ""."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path.startswith("/") else path


def titled(view: str, number: str, title: str, otherwise: str) -> str:
    """Return the address of `view` with a row's public number and title; `otherwise` if that has no letters.

    A list has dozens of them, and to reverse one takes sixty calls.
    """
    return _titled(view, number, title, otherwise, (settings.ROOT_URLCONF, get_urlconf(), get_script_prefix()))


@lru_cache(maxsize=10_000)
def _titled(view: str, number: str, title: str, otherwise: str, _where: tuple[str, str | None, str]) -> str:
    return reverse(view, args=[number, slugify(title) or otherwise])
