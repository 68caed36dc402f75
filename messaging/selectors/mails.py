"""Questions about mails on their way."""

from __future__ import annotations

from typing import Any

from messaging.models import OutgoingMail
from messaging.models.mails import MailQuerySet
from portal.core import waiting


@waiting.counted_as("mails", at="messaging:dead_mails")
def dead(person: Any) -> MailQuerySet:
    """Mails that were given up or cut off, for who runs the installation; the newest first. One query."""
    return OutgoingMail.objects.dead().select_related("person").order_by("-updated_at", "-pk")
