"""People on pages: `{% load people %}`."""

from typing import Any

from django import template

from portal.accounts import roles, space
from portal.accounts.models import Profile

register = template.Library()
AROUND_MINORS = frozenset({roles.MENTOR, roles.COORDINATOR, roles.SAFEGUARDING})


@register.filter
def picture_for(profile: Profile, person: Any) -> str:
    """The address of the picture on a page that `person` reads, or "" where they would not be let see it.

    No query beside the one for the roles of `person`; needs the profile's `user` loaded along. Among minors
    the view knows better than we do here, without asking.
    """
    if profile.public_avatar_url or not person.is_authenticated:
        return profile.public_avatar_url
    is_around = not profile.user.is_minor or profile.user_id == person.pk or person.role_slugs & AROUND_MINORS
    return profile.avatar_url if is_around else ""


@register.simple_tag(takes_context=True)
def space_groups(context: template.Context) -> list[space.ShownGroup]:
    """What the reader finds in their space, in groups. One query for the roles, if nobody asked yet."""
    request = context["request"]
    return space.groups_for(request.user, request.path)
