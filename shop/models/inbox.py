"""What providers told us by webhook: kept as it came, acted on by a worker."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.payments import Payment


class ProviderEventQuerySet(models.QuerySet["ProviderEvent"]):
    def waiting(self) -> ProviderEventQuerySet:
        """Events that are neither done nor given up."""
        return self.filter(processed_at__isnull=True, dead_at__isnull=True)

    def due(self, now: datetime) -> ProviderEventQuerySet:
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def dead(self) -> ProviderEventQuerySet:
        """Events that nobody could act on however often it was tried."""
        return self.filter(dead_at__isnull=False)


class CaughtUp(models.Model):
    """Up to when we have fetched all that a provider told, whatever became of its webhooks."""

    provider = models.CharField(max_length=20, unique=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("caught up with a provider")
        verbose_name_plural = _("caught up with providers")

    def __str__(self) -> str:
        return f"{self.provider} until {self.until}"


class ProviderEvent(TimeStamped):
    """One genuine event, stored once. It only says where to look: the truth is read from the provider."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    #: The body as it came; emptied after 90 days, for it names the buyer.
    payload = models.TextField(blank=True)
    #: Which payment it turned out to be about, if it is one of ours.
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    attempts = models.PositiveIntegerField(default=0)
    #: Not before this; while a worker has it, when another may take it over.
    next_try_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ProviderEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a payment provider")
        verbose_name_plural = _("events of payment providers")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="shop_event_is_kept_once"),
            models.CheckConstraint(
                condition=Q(processed_at__isnull=True) | Q(dead_at__isnull=True), name="shop_event_is_done_or_dead"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(processed_at__isnull=True, dead_at__isnull=True),
                name="shop_event_due",
            ),
            models.Index(fields=["created_at"], condition=~Q(payload=""), name="shop_event_with_payload"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.event_id}"

    @property
    def is_dead(self) -> bool:
        return self.dead_at is not None
