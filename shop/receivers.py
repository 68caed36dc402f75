"""Facts that the shop follows."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from mentorship.models import Project
from shop.models import SaleLine
from shop.services import letters, listings
from shop.signals import line_shipped, order_settled


@receiver(post_save, sender=Project, dispatch_uid="shop.project_saved")
def follow_project(instance: Project, created: bool, **_: Any) -> None:
    if not created:
        listings.follow_project(project=instance)


@receiver(order_settled, dispatch_uid="shop.tell_buyer_paid")
def tell_buyer_paid(order: Any, **_: Any) -> None:
    letters.tell_buyer_paid(order=order)


@receiver(order_settled, dispatch_uid="shop.tell_makers_sold")
def tell_makers_sold(order: Any, **_: Any) -> None:
    letters.tell_makers_sold(order=order)


@receiver(line_shipped, dispatch_uid="shop.tell_buyer_sent")
def tell_buyer_sent(sale: SaleLine, **_: Any) -> None:
    letters.tell_buyer_sent(sale=sale)
