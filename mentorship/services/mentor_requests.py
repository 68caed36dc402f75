"""Asking a mentor to accompany one, and what they say to it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import MentorProfile, MentorRequest, Pairing
from mentorship.permissions import can_ask_mentor
from mentorship.services import pairings, places
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: How many mentors somebody may have asked at the same time.
MOST_OPEN = 3


class AlreadyAsked(DomainError):
    message = gettext_lazy("You have asked this mentor already, and the answer is still to come.")


class AlreadyAccompanied(DomainError):
    message = gettext_lazy("This mentor accompanies you already.")


class AskedEnough(DomainError):
    message = gettext_lazy("You wait for answers of three mentors. Withdraw one request first.")


class NoMessage(DomainError):
    message = gettext_lazy("Write a few words: what you make and what you want to learn.")


class NotOpen(DomainError):
    message = gettext_lazy("This request was answered or withdrawn meanwhile.")


class NoReason(DomainError):
    message = gettext_lazy("Say why, so that they know where to look next.")


class NoWords(DomainError):
    message = gettext_lazy("Say in a few words what the reason is.")


@transaction.atomic
def ask(
    *, mentor: User, by: User, message: str, now: datetime, submission: uuid.UUID | None = None
) -> MentorRequest:
    """Ask `mentor` to accompany `by`, who waits in line when no place is free.

    The same `submission` again asks once. Raises NoMessage, AlreadyAsked, AlreadyAccompanied, AskedEnough,
    NotAllowed.
    """
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    profile = places.hold(mentor)
    allowed = profile is not None and can_ask_mentor(by, profile, now=now)
    require(allowed, _("This mentor takes no requests from you."))
    submission = submission or uuid.uuid4()
    if again := MentorRequest.objects.filter(submission=submission).first():
        require(can(by, "see", again), _("Reload the page and send the form again."))
        return again
    if not message.strip():
        raise NoMessage
    if Pairing.objects.current().filter(mentor=mentor, participant=by).exists():
        raise AlreadyAccompanied
    mine = MentorRequest.objects.open().filter(participant=by)
    if mine.filter(mentor=mentor).exists():
        raise AlreadyAsked
    if mine.count() >= MOST_OPEN:
        raise AskedEnough
    try:
        with transaction.atomic():
            request: MentorRequest = MentorRequest.objects.create(
                mentor=mentor, participant=by, message=message.strip(), submission=submission
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    if places.is_full(profile) or MentorRequest.objects.in_line().filter(mentor=mentor).exists():
        places.wait(request, since=now)
        places.settle_line(profile, now=now)
        request.refresh_from_db()
    announce(signals.mentor_asked, MentorRequest, request=request, by=by)
    return request


@transaction.atomic
def accept(*, request: MentorRequest, by: User, now: datetime) -> Pairing:
    """Accompany who asked. What they have asked of others is settled by it. Raises NotOpen, Full, NotAllowed."""
    request = _held(request)
    require(can(by, "answer", request), _("Only the mentor who was asked answers."))
    if not request.is_open:
        raise NotOpen
    pairing = pairings.bring_together(mentor=request.mentor, participant=request.participant, by=by, now=now)
    request.refresh_from_db()
    announce(signals.mentor_request_answered, MentorRequest, request=request, by=by)
    return pairing


@transaction.atomic
def decline(
    *,
    request: MentorRequest,
    by: User,
    reason: str,
    now: datetime,
    answer: str = "",
    is_final: bool = False,
) -> MentorRequest:
    """Say no for a `reason`; `is_final`: no more requests from them.

    Raises NotOpen, NoReason, NoWords, NotAllowed.
    """
    request = _held(request)
    require(can(by, "answer", request), _("Only the mentor who was asked answers."))
    if not request.is_open:
        raise NotOpen
    if reason not in MentorRequest.Reason.values:
        raise NoReason
    answer = " ".join(answer.split())[:500]
    if reason == MentorRequest.Reason.OTHER and not answer:
        raise NoWords
    request.reason, request.answer, request.is_final = reason, answer, is_final
    _close(request, MentorRequest.Status.DECLINED, now)
    announce(signals.mentor_request_answered, MentorRequest, request=request, by=by)
    return request


@transaction.atomic
def withdraw(*, request: MentorRequest, by: User, now: datetime) -> MentorRequest:
    """Ask no longer. Raises NotOpen, NotAllowed."""
    request = _held(request)
    require(can(by, "withdraw", request), _("Only who asked withdraws a request."))
    if not request.is_open:
        raise NotOpen
    _close(request, MentorRequest.Status.WITHDRAWN, now)
    return request


def _close(request: MentorRequest, status: str, now: datetime) -> None:
    request.status, request.answered_at = status, now
    request.save()
    profile = MentorProfile.objects.filter(user=request.mentor_id).first()  # held since `_held`
    places.settle_line(profile, now=now)


def _held(request: MentorRequest) -> MentorRequest:
    """Return the request as it is, with the participant, the mentor's profile and itself held, in this order."""
    User.objects.select_for_update(no_key=True).get(pk=request.participant_id)
    places.hold(request.mentor)
    locked = MentorRequest.objects.select_for_update(of=("self",)).select_related("mentor", "participant")
    return locked.get(pk=request.pk)
