"""Files on their way: sent in parts, so that a lost line costs one part and not the file."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mentorship.models.projects import Project, ProjectFile
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


def upload_token() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(PolicyQuerySet["Upload"]):
    def lasting(self, now: datetime) -> UploadQuerySet:
        """Those that can still go on."""
        return self.filter(file=None, expires_at__gt=now)


class Upload(TimeStamped):
    """A file that its maker sends in parts. Its token opens nothing to anybody else."""

    token = models.CharField(max_length=32, unique=True, default=upload_token, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=120)
    size_bytes = models.PositiveBigIntegerField()
    #: How much of it is here; the next part begins there.
    offset = models.PositiveBigIntegerField(default=0)
    #: Where the parts lie in the private storage, in order.
    parts = models.JSONField(default=list, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    #: What it has become; kept for a while for who missed the answer.
    file = models.OneToOneField(
        ProjectFile, null=True, blank=True, on_delete=models.CASCADE, related_name="upload"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__lte=F("size_bytes"), size_bytes__gt=0),
                name="mentorship_upload_within_its_size",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} for {self.project_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:upload", args=[self.token])

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size_bytes

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size_bytes
