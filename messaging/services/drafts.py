"""What somebody has begun to write in a conversation: kept here, so that their other devices show it too."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from messaging.models import Conversation, Message
from messaging.services import messages
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed


@transaction.atomic
def keep(*, conversation: Conversation, by: User, text: str, client_id: UUID | None = None) -> int:
    """Keep `text` for `by` alone and return its version; not what has been sent as `client_id` meanwhile.

    Raises NotAllowed, messages.TooLong, messages.NotText.
    """
    text = messages.checked(text)
    Conversation.objects.select_for_update().get(pk=conversation.pk)  # a message may be on its way
    place = conversation.memberships.current().filter(user=by).first()
    if place is None:
        raise NotAllowed
    is_sent = Message.objects.filter(conversation=conversation, author=by, client_id=client_id).exists()
    if is_sent or text == place.draft:
        return place.draft_version
    conversation.memberships.filter(pk=place.pk).update(draft=text, draft_version=F("draft_version") + 1)
    return place.draft_version + 1
