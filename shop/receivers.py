"""Facts that the shop follows."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from mentorship.models import Project
from portal.accounts.signals import address_proven
from shop.services import claiming, listings


@receiver(post_save, sender=Project, dispatch_uid="shop.project_saved")
def follow_project(instance: Project, created: bool, **_: Any) -> None:
    if not created:
        listings.follow_project(project=instance)


@receiver(address_proven, dispatch_uid="shop.claim_orders")
def claim_orders(user: Any, **_: Any) -> None:
    claiming.claim(by=user)
