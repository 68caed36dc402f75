"""What mentors and the coordinator of the demo say of two iterations, through services; a rerun adds nothing."""

from __future__ import annotations

from datetime import datetime
from random import Random

from mentorship.models import Comparison, Preference, Side, Submission, Verdict
from mentorship.services import comparisons
from portal.accounts.models import Consent, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import consents

REASONS = (
    "The later one keeps its edge to the end; the first one gives way in the middle.",
    "It does what was asked for, and one sees at once how.",
    "Calmer. Nothing in it is there by accident any more.",
)


def load(*, by: User, now: datetime) -> int:
    """Let mentors judge every pair, `by` the half of them, and return how many pairs there are."""
    rng = Random(4)  # noqa: S311  the same demo each time
    for piece in Submission.objects.filter(number__gt=1).select_related("task").order_by("pk"):
        comparisons.pair(first=piece.task.submissions.get(number=piece.number - 1), second=piece)
    pairs = Comparison.objects.count()
    makers = User.objects.filter(tasks__submissions__isnull=False).distinct()
    mentors = User.objects.filter(mentor_pairings__participant__in=makers).distinct().order_by("pk")
    for mentor in mentors:
        _judge(mentor, pairs, rng, now)
    if not Preference.objects.filter(rater=by).exists():
        _judge(by, pairs // 2, rng, now)
    for person in (*makers, *mentors, by):
        _agree(person, now)
    return pairs


def _judge(rater: User, most: int, rng: Random, now: datetime) -> None:
    """Answer for the later piece of `most` pairs, wherever it stands."""
    for number in range(most):
        try:
            drawn = comparisons.draw(by=rater, rng=rng, now=now)
        except comparisons.NothingToCompare:
            return
        side = Side.A if drawn.verdict_of(Side.A) == Verdict.SECOND else Side.B
        reason = REASONS[number % len(REASONS)]
        comparisons.answer(preference=drawn, side=side, reason=reason, by=rater, now=now)


def _agree(person: User, now: datetime) -> None:
    """Let an adult give away what they made and said."""
    if not person.is_minor and not consent_holds(person, Consent.Kind.TRAINING):
        consents.give_consent(user=person, kind=Consent.Kind.TRAINING, by=person, now=now)
