"""What pages tell search engines and social sites: `{% load seo %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.core import addresses, jsonld

register = template.Library()


@register.filter
def absolute(path: str | None) -> str:
    """Put the site's address before a path."""
    return addresses.absolute(path or "")


@register.simple_tag
def json_ld(*things: Any) -> SafeString:
    """Write facts for machines; each of `things` is one, or a list of them."""
    return jsonld.script(each for thing in things for each in (thing if isinstance(thing, list) else [thing]))
