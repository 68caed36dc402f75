"""Secret addresses, for those whose they are."""

from django import template

from mentorship.models.sharing import ShareLink
from portal.core.addresses import absolute

register = template.Library()


@register.simple_tag
def link_address(link: ShareLink) -> str:
    """The whole address that opens what `link` shows."""
    return absolute(link.path)
