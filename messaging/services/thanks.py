"""Thanking for a message or for feedback, and showing it to everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.models import Feedback
from messaging import signals
from messaging.models import Conversation, Message, Thanks
from messaging.permissions.thanks import can_thank
from messaging.selectors import thanks as questions
from messaging.selectors.desk import suspension_of
from messaging.services import messages
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.policy import can, require


@transaction.atomic
def for_message(*, message: Message, text: str, by: User, now: datetime) -> Thanks:
    """Thank for a message that `by` reads. Raises NotAllowed, messages.Suspended, messages.NothingSaid."""
    conversation = Conversation.objects.visible_to(by).filter(pk=message.conversation_id).first()
    require(conversation is not None and questions.thankable(conversation, by).filter(pk=message.pk).exists())
    return _give(to=message.author, text=text, by=by, now=now, message=message)


@transaction.atomic
def for_feedback(*, feedback: Feedback, text: str, by: User, now: datetime) -> Thanks:
    """Thank for feedback that `by` was given. Raises NotAllowed, messages.Suspended, messages.NothingSaid."""
    require(questions.feedback_to(by).filter(pk=feedback.pk).exists())
    return _give(to=feedback.reviewer, text=text, by=by, now=now, feedback=feedback)


@transaction.atomic
def show(*, thanks: Thanks, is_shown: bool, by: User) -> Thanks:
    """Let everybody read `thanks`, or nobody else any more. Raises NotAllowed."""
    thanks = Thanks.objects.select_for_update().get(pk=thanks.pk)
    require(can(by, "decide", thanks), _("Who was thanked decides about this."))
    thanks.is_shown = is_shown
    thanks.save(update_fields=["is_shown"])
    return thanks


@transaction.atomic
def hide(*, thanks: Thanks, is_hidden: bool, by: User) -> Thanks:
    """Take `thanks` away from everybody but its author, or give it back. Raises NotAllowed."""
    thanks = Thanks.objects.select_for_update().get(pk=thanks.pk)
    require(can(by, "hide", thanks), _("Who watches over people decides about this."))
    thanks.is_hidden = is_hidden
    thanks.save(update_fields=["is_hidden"])
    return thanks


@transaction.atomic
def delete(*, thanks: Thanks, by: User) -> None:
    """Delete `thanks` for good. Raises NotAllowed."""
    thanks = Thanks.objects.select_for_update().get(pk=thanks.pk)
    require(can(by, "delete", thanks), _("This is between others."))
    thanks.delete()


def _give(*, to: User, text: str, by: User, now: datetime, **cited: Any) -> Thanks:
    """Write it; thanked once for one thing, the words are those of the first time."""
    if suspension_of(by, now):
        raise messages.Suspended
    require(can_thank(by, to), _("You cannot write to them."))
    if not text.strip():
        raise messages.NothingSaid
    made, is_new = Thanks.objects.get_or_create(
        by=by, **cited, defaults={"to": to, "text": text.strip(), "created_at": now}
    )
    if is_new:
        announce(signals.thanks_given, Thanks, thanks=made, by=by)
    return made
