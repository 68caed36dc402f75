"""When somebody was here, as far as they are told of it: for what is new since then, never to watch them."""

from datetime import datetime, timedelta

from django.db.models import F

from portal.accounts.models import Profile, User

#: Whoever comes back sooner is still here.
VISIT = timedelta(hours=4)


def begin(*, by: User, now: datetime) -> datetime | None:
    """Note that `by` is here and return when the visit before this one began, None for the first.

    One query, and one more when a visit begins.
    """
    own = Profile.objects.filter(user=by)
    since, before = own.values_list("here_since", "here_before").get()
    if since is not None and since > now - VISIT:
        return before
    own.filter(here_since=since).update(here_before=F("here_since"), here_since=now)
    return since
