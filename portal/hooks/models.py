"""Where other systems are told what has happened, and what became of each telling."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class Event(models.TextChoices):
    TASK_APPROVED = "task.approved", _("A task was approved")
    FEEDBACK_GIVEN = "feedback.given", _("Feedback was given")
    ORDER_SETTLED = "order.settled", _("An order was paid")
    GOAL_REACHED = "goal.reached", _("A goal was reached")
    MILESTONE_REACHED = "milestone.reached", _("A milestone was reached")
    BADGE_AWARDED = "badge.awarded", _("A badge was awarded")


#: What the test button sends; nobody chooses it.
PING = "ping"


def new_nonce() -> str:
    return uuid.uuid4().hex


class EndpointQuerySet(PolicyQuerySet["Endpoint"]):
    def standing(self) -> EndpointQuerySet:
        return self.filter(ended_at=None)

    def of_chapter(self) -> EndpointQuerySet:
        return self.standing().filter(owner=None)

    def told_of(self, people: Iterable[Any]) -> EndpointQuerySet:
        """Those of the chapter, and of `people` their own as long as their account is open."""
        own = Q(owner__in=[each.pk for each in people], owner__is_active=True)
        return self.standing().filter(Q(owner=None) | own, is_on=True).order_by("pk")


class Endpoint(TimeStamped):
    """An address of another system: the chapter's, or somebody's own, which is told of what concerns them alone.

    Its secret is no row: it follows from `nonce` and the site's own key.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("what is told"), default=list)
    is_on = models.BooleanField(_("on"), default=True)
    #: Whose own it is; nobody's are the chapter's.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="own_hooks", editable=False
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hook_endpoints")
    #: Ended rows stay for a while: a fact that is written down in this moment may still point at them.
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    #: The one before, by which is signed too until then.
    old_nonce = models.CharField(max_length=32, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.url

    @property
    def event_labels(self) -> list[str]:
        return [str(each.label) for each in Event if each.value in self.events]


class DeliveryQuerySet(PolicyQuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        is_open = Q(endpoint__owner=None) | Q(endpoint__owner__is_active=True)
        return self.filter(is_open, state=Delivery.State.WAITING, next_try_at__lte=now, endpoint__is_on=True)

    def newest_first(self) -> DeliveryQuerySet:
        return self.order_by("-pk")


class Delivery(TimeStamped):
    """One fact for one endpoint, as it is sent: ids and handles, nobody's words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        SENDING = "sending", _("Is being sent")
        DELIVERED = "delivered", _("Arrived")
        GIVEN_UP = "given_up", _("Given up")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("what"), max_length=20)
    #: The same for all endpoints and when it is sent again: by it the other side knows what it has already.
    event_id = models.UUIDField()
    #: Whom it is about; nobody for what is about the site.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="hook_deliveries"
    )
    body = models.TextField(editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    begun_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="hooks_delivery_waits")]

    def __str__(self) -> str:
        return f"{self.event} {self.public_id}"


class Attempt(models.Model):
    """One try of a delivery, and what the other side answered; 0: nothing, and `reason` says why."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=120, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.status} {self.reason}".strip()
