"""Bases that every app's models share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimeStamped(models.Model):
    """Knows when it was made and last changed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True


class OnceAnswer(models.Model):
    """What was answered to a request that is not to happen twice (portal.core.once)."""

    #: A fingerprint of the key, and of whose it is.
    place = models.CharField(max_length=64, unique=True)
    #: A number and no foreign key: this app knows no people.
    person_number = models.BigIntegerField(db_index=True)
    sent = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answer to a request")
        verbose_name_plural = _("answers to requests")

    def __str__(self) -> str:
        return self.place[:8]


class JobWorker(models.Model):
    """A process that works jobs off, and when it last said that it lives (portal.core.jobs)."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name


class ClockTurn(models.Model):
    """When a command of the clock is due, and until when whoever began it has it alone (portal.core.clock)."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    due_at = models.DateTimeField(_("due"))
    busy_until = models.DateTimeField(_("busy until"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn of the clock")
        verbose_name_plural = _("turns of the clock")

    def __str__(self) -> str:
        return self.name


class JobProgress(models.Model):
    """How far a job is that runs now (portal.core.jobs); gone with its end."""

    #: A number and no foreign key: whoever writes the row must not wait for whoever holds the job's.
    job = models.UUIDField(unique=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("progress of a job")
        verbose_name_plural = _("progress of jobs")

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
