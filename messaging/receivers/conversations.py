"""What happens to conversations when people part."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from mentorship import signals
from mentorship.models import Pairing
from messaging.services import conversations


@receiver(signals.pairing_ended, dispatch_uid="messaging.part")
def part(pairing: Pairing, **_: Any) -> None:
    conversations.part(mentor=pairing.mentor, participant=pairing.participant, now=timezone.now())
