"""Words and signs about works that everybody sees. Words are held until somebody has looked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Feedback, Project, WorkNote, WorkSign
from mentorship.permissions.notes import can_sign, can_write_about
from mentorship.services.peers import NoWords
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

Status = WorkNote.Status


class SaidAlready(DomainError):
    message = gettext_lazy("You have said something about this work. Take it back to say it anew.")


@transaction.atomic
def write(
    *, project: Project, noticed: str, wondered: str, tried: str, by: User, now: datetime, form: UUID
) -> WorkNote:
    """Say something about `project`; others read it once somebody has looked, at once if `by` decides that.

    Sending one form twice makes one note. Raises NotAllowed, NoWords, SaidAlready.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(can_write_about(by, project), _("You cannot write here. Ask your mentor to help you say it."))
    if not (noticed.strip() and tried.strip()):
        raise NoWords
    if said := WorkNote.objects.filter(project=project, author=by).first():
        if said.form == form:
            return said
        raise SaidAlready
    words = {"noticed": noticed.strip(), "wondered": wondered.strip(), "tried": tried.strip()}
    note = WorkNote.objects.create(project=project, author=by, created_at=now, form=form, **words)
    if can(by, "decide", note):
        return _show(note, by=by)
    announce(signals.work_note_waits, WorkNote, note=note, by=by)
    return note


@transaction.atomic
def decide(*, note: WorkNote, show: bool, by: User) -> WorkNote:
    """Let everybody read `note`, or nobody; thanks for what is not shown any more go. Raises NotAllowed."""
    note = _locked(note)
    require(can(by, "decide", note), _("Somebody else decides about this."))
    if show:
        return _show(note, by=by)
    note.status, note.decided_by, note.usefulness, note.thanks = Status.DECLINED, by, "", ""
    note.save(update_fields=["status", "decided_by", "usefulness", "thanks"])
    announce(signals.work_note_rated, WorkNote, note=note, by=by)
    return note


@transaction.atomic
def answer(*, note: WorkNote, usefulness: str, thanks: str, by: User) -> WorkNote:
    """Note whether it helped its maker, and their thanks for everybody to read. Raises NotAllowed."""
    note = _locked(note)
    require(can(by, "answer", note), _("Only the work's maker answers this."))
    note.usefulness = Feedback.Usefulness(usefulness) if usefulness else ""
    note.thanks = thanks.strip()
    note.save(update_fields=["usefulness", "thanks"])
    announce(signals.work_note_rated, WorkNote, note=note, by=by)
    return note


@transaction.atomic
def take_back(*, note: WorkNote, by: User) -> None:
    """Delete `note` for good. Raises NotAllowed."""
    note = _locked(note)
    require(can(by, "delete", note), _("This is somebody else's."))
    note.delete()
    announce(signals.work_note_rated, WorkNote, note=note, by=by)


@transaction.atomic
def sign(*, project: Project, kind: str, by: User, now: datetime) -> bool:
    """Give a sign about `project`, or take it back; return whether it is there now. Raises NotAllowed."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(can_sign(by, project), _("You cannot give a sign here."))
    own = {"project": project, "person": by, "kind": WorkSign.Kind(kind)}
    gone, _of = WorkSign.objects.filter(**own).delete()
    if not gone:
        WorkSign.objects.create(created_at=now, **own)
    return not gone


def _show(note: WorkNote, *, by: User) -> WorkNote:
    note.status, note.decided_by = Status.SHOWN, by
    note.save(update_fields=["status", "decided_by"])
    announce(signals.work_note_shown, WorkNote, note=note, by=by)
    return note


def _locked(note: WorkNote) -> WorkNote:
    rows = WorkNote.objects.select_for_update(of=("self",)).select_related("project__owner", "author")
    return rows.get(pk=note.pk)
