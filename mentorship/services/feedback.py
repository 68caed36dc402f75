"""What follows on feedback: answers, steps ticked off, whether it was useful; and words kept for later."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Feedback, FeedbackReply, NextStep, SavedComment, Skill
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

MAX_REPLIES = 300
MAX_COMMENTS = 200


class NothingSaid(DomainError):
    message = gettext_lazy("Write a few words.")


class TooMuch(DomainError):
    message = gettext_lazy("There is no room for more here.")


@transaction.atomic
def reply(*, feedback: Feedback, by: User, text: str, now: datetime, form: uuid.UUID) -> FeedbackReply:
    """Answer released feedback, once for each `form`. Raises NotAllowed, NothingSaid, TooMuch."""
    feedback = _locked(feedback)
    require(can(by, "answer", feedback), _("Only who got this feedback and whoever accompanies them answer it."))
    text = text.strip()
    if not text:
        raise NothingSaid
    if feedback.replies.count() >= MAX_REPLIES:
        raise TooMuch
    said, is_new = FeedbackReply.objects.get_or_create(
        author=by, form=form, defaults={"feedback": feedback, "text": text, "created_at": now}
    )
    if is_new:
        announce(signals.feedback_answered, FeedbackReply, reply=said, by=by)
    return said


@transaction.atomic
def finish_step(*, step: NextStep, is_done: bool, by: User, now: datetime) -> NextStep:
    """Tick `step` off, or not any more; again changes nothing. Raises NotAllowed."""
    feedback = _locked(step.feedback)
    require(can(by, "finish_step", feedback), _("Only who got this feedback ticks its steps off."))
    step = NextStep.objects.select_for_update().get(pk=step.pk)
    if is_done == (step.done_at is not None):
        return step
    step.done_at = now if is_done else None
    step.save(update_fields=["done_at"])
    if is_done:
        announce(signals.next_step_done, NextStep, step=step, by=by)
    return step


@transaction.atomic
def rate(*, feedback: Feedback, usefulness: str, by: User) -> Feedback:
    """Say whether `feedback` was useful; no reviewer sees who said what. Raises NotAllowed."""
    feedback = _locked(feedback)
    require(can(by, "rate", feedback), _("Only who got this feedback says whether it was useful."))
    feedback.usefulness = Feedback.Usefulness(usefulness) if usefulness else ""
    feedback.save(update_fields=["usefulness"])
    return feedback


@transaction.atomic
def save_comment(*, text: str, by: User, skill: Skill | None = None) -> SavedComment:
    """Keep `text` in the comment bank of `by`; the same words again change their skill. Raises NothingSaid."""
    require(by.is_active)
    text = text.strip()[:1000]
    if not text:
        raise NothingSaid
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedComment.objects.filter(owner=by)
    if own.count() >= MAX_COMMENTS and not own.filter(text=text).exists():
        raise TooMuch(_("Your comment bank is full. Remove words that you do not use any more."))
    return SavedComment.objects.update_or_create(owner=by, text=text, defaults={"skill": skill})[0]


@transaction.atomic
def forget_comment(*, comment: SavedComment, by: User) -> None:
    """Remove words from one's own comment bank. Raises NotAllowed."""
    require(by.is_active and comment.owner_id == by.pk, _("These are somebody else's words."))
    comment.delete()


def _locked(feedback: Feedback) -> Feedback:
    found = Feedback.objects.select_for_update(of=("self",)).select_related("submission__task__participant")
    return found.get(pk=feedback.pk)
