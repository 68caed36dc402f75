"""Places with mentors. Whoever takes or frees one holds the mentor's profile, so nobody counts in between."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mentorship import signals
from mentorship.models import MentorProfile, MentorRequest, Pairing
from portal.accounts.models import User
from portal.core.events import announce


def hold(mentor: User) -> MentorProfile | None:
    """Lock the profile of `mentor` until the transaction ends; None for who has not said how many they take."""
    return MentorProfile.objects.select_for_update(of=("self",)).filter(user=mentor).first()


def hold_all(*mentors: int) -> None:
    """Lock several profiles in an order that is always the same."""
    list(MentorProfile.objects.select_for_update(of=("self",)).filter(user__in=mentors).order_by("pk"))


def free(profile: MentorProfile | None) -> int | None:
    """How many places of a held profile are free; None: as many as wanted. One query."""
    if profile is None:
        return None
    return max(0, profile.capacity - Pairing.objects.current().filter(mentor=profile.user_id).count())


def is_full(profile: MentorProfile | None) -> bool:
    return free(profile) == 0


def settle_line(profile: MentorProfile | None, *, now: datetime) -> None:
    """Let those who wait follow into free places, or those who asked wait when none is left; `profile` is held."""
    if profile is None:
        return
    places = free(profile) or 0
    requests = MentorRequest.objects.filter(mentor=profile.user_id)
    if places == 0:
        for request in requests.filter(status=MentorRequest.Status.ASKED).order_by("pk"):
            wait(request, since=request.created_at)
        return
    called = requests.filter(status=MentorRequest.Status.ASKED, moved_up_at__isnull=False).count()
    for request in requests.in_line()[: max(0, places - called)]:
        request.status, request.moved_up_at = MentorRequest.Status.ASKED, now
        request.save(update_fields=["status", "moved_up_at", "updated_at"])
        announce(signals.mentor_request_moved_up, MentorRequest, request=request)


def wait(request: MentorRequest, *, since: datetime) -> None:
    """Put `request` into the line of its mentor."""
    request.status, request.waiting_since, request.moved_up_at = MentorRequest.Status.WAITING, since, None
    request.save(update_fields=["status", "waiting_since", "moved_up_at", "updated_at"])


@transaction.atomic
def follow_up(*, mentor: User, now: datetime) -> None:
    """Let the next in the line of `mentor` have a place that somebody else no longer needs. For listeners."""
    settle_line(hold(mentor), now=now)
