"""Tables of prospects that somebody brought along, from the upload to taking all of it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


class ImportBatch(models.Model):
    """One table: uploaded, tried with a mapping of its columns, then committed; perhaps undone.

    A long one is tried and taken in by a job. Until the job has ended, the state is the one before.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be named")
        TRIED = "tried", _("Tried, not yet taken in")
        COMMITTED = "committed", _("Taken in")
        UNDONE = "undone", _("Taken back")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_batches")
    filename = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.UPLOADED)
    uploaded_at = models.DateTimeField(_("uploaded"))
    #: Heads of the columns.
    columns = models.JSONField(default=list, blank=True)
    #: The cells as text; emptied when the rows are taken in or forgotten.
    rows = models.JSONField(default=list, blank=True)
    #: {field: number of its column}, and what holds for every row: {"source": "event"}.
    mapping = models.JSONField(default=dict, blank=True)
    defaults = models.JSONField(default=dict, blank=True)
    #: [[number of the row, as the program that wrote it counts, [reasons]]]
    errors = models.JSONField(default=list, blank=True)
    #: [[number of the row, whom it probably is about]]
    doubles = models.JSONField(default=list, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    created_count = models.PositiveIntegerField(_("taken in"), default=0)
    committed_at = models.DateTimeField(null=True, blank=True)
    #: The newest `updated_at` of its rows when they had been taken in: what is newer was changed since.
    settled_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    #: The job that works on it now; what another job has found out about it counts no more.
    job = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    #: Why the last job came to nothing, in words for the person.
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="", editable=False)

    objects = PolicyQuerySet["ImportBatch"].as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "tried"], committed_at=None, undone_at=None)
                | Q(state="committed", committed_at__isnull=False, undone_at=None)
                | Q(state="undone", committed_at__isnull=False, undone_at__isnull=False),
                name="mentorship_import_state_is_dated",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} of {self.by_id}"

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and self.committed_at is None

    @property
    def good_count(self) -> int:
        return self.row_count - len(self.errors)
