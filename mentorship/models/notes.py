"""What members say about works that everybody sees: three sentences, and signs without words."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.feedback import Feedback
from mentorship.models.peers import ThreeSentences
from mentorship.models.projects import Project
from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


class WorkNoteQuerySet(PolicyQuerySet["WorkNote"]):
    def shown(self) -> WorkNoteQuerySet:
        return self.filter(status=WorkNote.Status.SHOWN, author__is_active=True)

    def waiting(self) -> WorkNoteQuerySet:
        return self.filter(status=WorkNote.Status.HELD, author__is_active=True)


class WorkNote(ThreeSentences):
    """What one member says about one work; read by others once somebody has looked."""

    class Status(models.TextChoices):
        HELD = "held", _("Waits until somebody has looked")
        SHOWN = "shown", _("Everybody reads it")
        DECLINED = "declined", _("Not shown")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="work_notes")
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.HELD, editable=False)
    created_at = models.DateTimeField(_("written"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="work_notes_decided",
        editable=False,
    )
    usefulness = models.CharField(max_length=6, choices=Feedback.Usefulness, blank=True, editable=False)
    #: What the maker answers, for everybody to read: thanks that cite what they thank for.
    thanks = models.CharField(_("thanks"), max_length=300, blank=True)
    #: Names the form it came by, so that a form sent twice makes one note.
    form = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = WorkNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("words about a work")
        verbose_name_plural = _("words about works")
        indexes = [models.Index(fields=["project", "status", "created_at"], name="mentorship_note_of_work")]
        constraints = [
            models.UniqueConstraint(fields=["project", "author"], name="mentorship_one_note_each"),
            models.CheckConstraint(
                condition=Q(status="shown") | Q(usefulness="", thanks=""),
                name="mentorship_thanks_for_what_is_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"Words {self.public_id} about {self.project_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:project_short", args=[self.project.public_id]) + f"#note-{self.public_id}"

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.SHOWN


class WorkSign(models.Model):
    """A sign of one person about one work, without words and without a name."""

    class Kind(models.TextChoices):
        BEAUTIFUL = "beautiful", _("Beautiful")
        SKILFUL = "skilful", _("Well made")
        LEARNT = "learnt", _("I learnt from it")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="signs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="work_signs")
    kind = models.CharField(max_length=9, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign about a work")
        verbose_name_plural = _("signs about works")
        constraints = [
            models.UniqueConstraint(fields=["project", "person", "kind"], name="mentorship_one_sign_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.project_id}"
