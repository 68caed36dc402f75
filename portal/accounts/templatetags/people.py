"""People on pages: `{% load people %}`."""

from typing import Any

from django import template

from portal.accounts import roles
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
