"""Facts that earn badges, or take their ground away."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from leaderboard.models import Badge
from leaderboard.services import badges as service
from leaderboard.services import certificates
from mentorship import signals
from mentorship.models import LevelConfirmation


@receiver(signals.level_confirmed, dispatch_uid="leaderboard.award_earned")
def award_earned(confirmation: LevelConfirmation, **_: Any) -> None:
    service.award_earned(user=confirmation.user, now=timezone.now())


@receiver(signals.level_taken_back, dispatch_uid="leaderboard.revoke_unearned")
def revoke_unearned(confirmation: LevelConfirmation, **_: Any) -> None:
    service.revoke_unearned(user=confirmation.user, now=timezone.now())


@receiver(signals.level_taken_back, dispatch_uid="leaderboard.revoke_unfounded")
def revoke_unfounded(confirmation: LevelConfirmation, **_: Any) -> None:
    certificates.revoke_unfounded(confirmation=confirmation, now=timezone.now())


@receiver(signals.pack_loaded, dispatch_uid="leaderboard.define_badges_of_pack")
def define_badges_of_pack(badges: list[dict[str, Any]], **_: Any) -> None:
    """Make the badges that came with a craft; a look that its author left open follows from the slug."""
    for row in badges:
        service.define(**{name: value for name, value in row.items() if value})


@receiver(post_save, sender=Badge, dispatch_uid="leaderboard.award_new_badge")
def award_new_badge(instance: Badge, raw: bool = False, **_: Any) -> None:
    """Whoever earned it before there was such a badge holds it too, whichever door it came by."""
    if not raw:
        transaction.on_commit(lambda: service.award_to_all(badge=instance, now=timezone.now()))
