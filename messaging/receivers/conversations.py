"""What happens to conversations when people part."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from mentorship import signals
from mentorship.models import Pairing
from messaging.services import conversations
from portal.accounts import signals as people
from portal.accounts.models import User


@receiver(signals.pairing_ended, dispatch_uid="messaging.part")
def part(pairing: Pairing, **_: Any) -> None:
    conversations.part(mentor=pairing.mentor, participant=pairing.participant, now=timezone.now())


@receiver([people.age_band_set, people.role_taken], dispatch_uid="messaging.part_strangers")
def part_strangers(user: User, **_: Any) -> None:
    conversations.part_strangers(person=user, now=timezone.now())
