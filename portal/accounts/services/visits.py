"""When somebody was here, as far as they are told of it: for what is new since then, never to watch them."""

from datetime import datetime, timedelta

from django.db.models import F

from portal.accounts.models import Profile, User
from portal.accounts.services.people import own_profile

#: Whoever comes back sooner is still here.
VISIT = timedelta(hours=4)


def begin(*, by: User, now: datetime) -> datetime | None:
    """Note that `by` is here and return when the visit before this one began, None for the first.

    Two pages that begin a visit at once are one visit: both hear of the same one before. One query, and one more
    when a visit begins.
    """
    own = Profile.objects.filter(user=by)
    times = own.values_list("here_since", "here_before").first()
    if times is None:
        own_profile(by=by)
        return begin(by=by, now=now)
    since, before = times
    if since is not None and since > now - VISIT:
        return before
    own.filter(here_since=since).update(here_before=F("here_since"), here_since=now)
    return since
