"""Facts that earn badges, or take their ground away."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from leaderboard.models import Badge, Milestone
from leaderboard.services import badges as service
from leaderboard.services import certificates, milestones
from mentorship import signals
from mentorship.models import LevelConfirmation
from portal.accounts.models import User
from shop.signals import earnings_released, order_settled, savings_moved


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


@receiver([earnings_released, savings_moved], dispatch_uid="leaderboard.look_at_milestones")
def look_at_milestones(owner: User, **_: Any) -> None:
    milestones.look(user=owner, now=timezone.now())


@receiver(signals.level_confirmed, dispatch_uid="leaderboard.milestones_of_level")
def milestones_of_level(confirmation: LevelConfirmation, **_: Any) -> None:
    milestones.look(user=confirmation.user, now=timezone.now())


@receiver(order_settled, dispatch_uid="leaderboard.milestones_of_makers")
def milestones_of_makers(order: Any, **_: Any) -> None:
    for maker in User.objects.filter(seller__sales__line__order=order).distinct().order_by("pk"):
        milestones.look(user=maker, now=timezone.now())


@receiver(post_save, sender=Milestone, dispatch_uid="leaderboard.look_for_new_milestone")
def look_for_new_milestone(instance: Milestone, raw: bool = False, **_: Any) -> None:
    """Whoever has reached it already has what it unlocks."""
    if not raw:
        transaction.on_commit(lambda: milestones.look_at_all(now=timezone.now()))
