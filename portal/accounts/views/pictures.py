"""The one checked address of somebody's picture; what anybody may see has a public copy beside it."""

import mimetypes

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from portal.accounts.models import Profile
from portal.core import delivery
from portal.core.policy import visible_to

#: A browser may keep what is public, and asks again whether it still is; no cache in between keeps it.
SHORTLY = "private, no-cache"


@require_safe
def picture(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Answer with the picture of the person of that handle. One query for public ones."""
    there = Profile.objects.exclude(avatar="").filter(user__handle=handle)
    public = visible_to(AnonymousUser(), there).first()
    profile = public or visible_to(request.user, there).first()
    if profile is None:
        raise Http404
    name, path = profile.copied_file
    return delivery.send(
        request,
        path,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        filename=name,
        cache_control=SHORTLY if public else delivery.NO_STORE,
    )
