"""Sites that people have had built of their pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


def private_storage() -> Storage:
    return storages["private"]


class ExportQuerySet(PolicyQuerySet["Export"]):
    def of(self, person: Any) -> ExportQuerySet:
        """The exports of `person`, newest first."""
        return self.filter(person=person).order_by("-requested_at", "-pk")

    def under_way(self) -> ExportQuerySet:
        return self.filter(state__in=[Export.State.WAITING, Export.State.BUILDING])

    def built(self) -> ExportQuerySet:
        return self.filter(state=Export.State.BUILT)


class Export(models.Model):
    """One building of a person's site: asked for, under way, there to download, or failed and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being built")
        BUILT = "built", _("Built")
        FAILED = "failed", _("Failed")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exports_requested"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    base_url = models.URLField(_("address of the copy"), max_length=200, blank=True)
    requested_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    #: Why it failed, in words for the person.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    work_count = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("exported site")
        verbose_name_plural = _("exported sites")
        indexes = [models.Index(fields=["person", "-requested_at"], name="cms_pages_export_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "building"]),
                name="cms_pages_one_export_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="built") | (~Q(file="") & Q(finished_at__isnull=False)),
                name="cms_pages_built_export_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="cms_pages_failed_export_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Export {self.public_id} of {self.person_id}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.BUILDING)
