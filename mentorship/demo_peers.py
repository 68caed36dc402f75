"""What participants of the demo say of one another's pieces, through services; a rerun adds nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorship.models import PeerReview, PeerRound, Submission
from mentorship.selectors import peers as questions
from mentorship.services import peers
from portal.accounts import roles
from portal.accounts.models import Consent, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import consents

#: So many pieces are shown to peers.
MOST = 3
SAID = (
    ("The light comes from one side and stays there. It makes me look twice.", "Leave one edge unfinished."),
    ("I can follow how it was made, step by step.", "Try the same again, half as large."),
)


def load(*, by: User, now: datetime) -> int:
    """Let adults agree to it, ask peers about a few pieces, and return about how many."""
    for person in User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True).distinct():
        if not person.is_minor and not consent_holds(person, Consent.Kind.PEERS):
            consents.give_consent(user=person, kind=Consent.Kind.PEERS, by=person, now=now)
    if not PeerRound.objects.exists():
        _ask(by, now)
    return PeerRound.objects.count()


def _ask(by: User, now: datetime) -> None:
    due = (now + timedelta(days=10)).date()
    pieces = Submission.objects.latest_of_task().select_related("task__participant", "task__skill").order_by("pk")
    for piece in pieces:
        is_adult = not piece.task.participant.is_minor
        if is_adult and questions.peers_of(piece.task).exists() and PeerRound.objects.count() < MOST:
            opened = peers.ask(submission=piece, by=by, now=now, wanted=2, due_date=due)
            _say(opened, now)


def _say(opened: PeerRound, now: datetime) -> None:
    """Let the first who was asked give a review; the others have it before them."""
    review: PeerReview = opened.reviews.select_related("reviewer").order_by("pk")[0]
    noticed, tried = SAID[opened.pk % len(SAID)]
    words = peers.Words(noticed=noticed, tried=tried)
    kept = peers.save(review=review, words=words, by=review.reviewer, seen_version=review.version)
    peers.give(review=kept, by=review.reviewer, now=now)
