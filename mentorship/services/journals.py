"""Writing a diary, sharing it, and talking about it with whoever accompanies one.

Nothing here writes to Wagtail's log: its reports would tell staff of entries that are nobody's business.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import (
    JournalEntry,
    JournalFile,
    JournalPrompt,
    JournalReading,
    JournalReply,
    Project,
    ProjectFile,
    Skill,
    Task,
)
from mentorship.models.kept_files import private_storage
from mentorship.services import files as stored
from mentorship.services import sharing, work_files
from mentorship.services.sharing import SHOWN_TO_STRANGERS
from portal.accounts.models import AuditEvent, User
from portal.accounts.permissions import needs_approval_to_publish
from portal.accounts.selectors import may_be_shown
from portal.accounts.services import audit, closures
from portal.core import copies, quota
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.uploads import BadUpload, CleanUpload

MAX_FILES = 10
MAX_ENTRIES = 5000
MAX_REPLIES = 500
KINDS = frozenset({JournalFile.Kind.IMAGE, JournalFile.Kind.AUDIO, JournalFile.Kind.VIDEO})
#: What an owner says about a day.
EDITABLE = frozenset({"text", "happened_on", "minutes", "mood", "skill", "task"})
#: The name of our part in what a closing account remembers.
DIARY = "mentorship.diary"


class Empty(DomainError):
    message = gettext_lazy("Write a few words, or choose a photo or a sound.")


class TooManyFiles(DomainError):
    message = gettext_lazy("An entry has at most 10 files. Begin another one for the rest.")


class TooMuch(DomainError):
    message = gettext_lazy("There is no room for more here. Delete something that you do not need any more.")


class Changed(DomainError):
    message = gettext_lazy("It has changed since you opened it. Look at it as it is now, then decide again.")


class NotByLink(DomainError):
    message = gettext_lazy("Diary entries have no secret links. Choose somebody else who sees it.")


class NeedsApproval(DomainError):
    message = gettext_lazy(
        "Somebody looks at it before others see it. Choose “My mentors and me”; then a mentor of yours can show it"
        " to others together with you."
    )


class NotYourTask(DomainError):
    message = gettext_lazy("This is somebody else's task.")


class AlreadyKept(DomainError):
    """The form was sent before; `entry` is what it made."""

    message = gettext_lazy("This entry is kept already.")

    def __init__(self, entry: JournalEntry) -> None:
        super().__init__()
        self.entry = entry


def permit(*, owner: User, by: User) -> None:
    """Refuse who keeps no diary, or would write in that of another. Raises NotAllowed."""
    require(
        by == owner and can(by, "create", JournalEntry),
        _("Only participants and mentors keep a diary here, and only their own."),
    )


def write(
    *,
    owner: User,
    by: User,
    happened_on: date,
    now: datetime,
    text: str = "",
    minutes: int | None = None,
    mood: str = "",
    skill: Skill | None = None,
    task: Task | None = None,
    prompt: JournalPrompt | None = None,
    visibility: str = JournalEntry.Visibility.PRIVATE,
    files: Iterable[Any] = (),
    submission: uuid.UUID | None = None,
) -> JournalEntry:
    """Make an entry of `owner`, once for each `submission`.

    Raises NotAllowed, Empty, BadUpload, TooManyFiles, TooMuch, NeedsApproval, AlreadyKept.
    """
    permit(owner=owner, by=by)
    _refuse_twice(owner, submission)
    _permit(by=by, owner=owner, now_seen=JournalEntry.Visibility.PRIVATE, wanted=visibility)
    _check_task(owner, task)
    uploads = _clean(files)
    text = text.strip()
    if not (text or uploads):
        raise Empty
    with stored.shelf() as shelf, transaction.atomic():
        _check_room(len(uploads))
        quota.claim(owner, work_files.size_of(uploads))
        if JournalEntry.objects.filter(owner=owner).count() >= MAX_ENTRIES:
            raise TooMuch
        entry = JournalEntry(
            owner=owner, text=text, happened_on=happened_on, minutes=minutes, mood=mood, skill=skill
        )
        entry.visibility, entry.submission, entry.spoken_at = visibility, submission, now
        entry.task, entry.prompt = task, prompt
        try:
            with transaction.atomic():
                entry.save()
        except IntegrityError:
            _refuse_twice(owner, submission)  # the other press of the button was faster
            raise
        _append(entry, uploads, taken=0, shelf=shelf)
        if not entry.is_private:
            announce(signals.journal_entry_shared, JournalEntry, entry=entry, by=by)
        return entry


def change(
    *,
    entry: JournalEntry,
    by: User,
    now: datetime,
    seen_version: int,
    files: Iterable[Any] = (),
    remove: Iterable[JournalFile] = (),
    alt_texts: Mapping[int, str] | None = None,
    **values: Any,
) -> JournalEntry:
    """Store `values` (names in EDITABLE), add `files`, take `remove` away, and say what pictures show.

    `seen_version` is the version that was changed. What somebody else had to look at first is for the mentors only
    again. Raises NotAllowed, Changed, Empty, BadUpload, TooManyFiles.
    """
    if unknown := values.keys() - EDITABLE:
        raise TypeError(f"Not a value of an entry: {', '.join(sorted(unknown))}")
    _check_own(entry, by)
    uploads = _clean(files)
    with stored.shelf() as shelf, transaction.atomic():
        entry = _locked(entry)
        _check_own(entry, by)
        if entry.version != seen_version:
            raise Changed
        _check_task(entry.owner, values.get("task"))
        for name, value in values.items():
            setattr(entry, name, value.strip() if isinstance(value, str) else value)
        _describe(entry, alt_texts or {})
        _drop(entry, remove)
        taken = entry.files.count()
        _check_room(taken + len(uploads))
        if not (entry.text or taken or uploads):
            raise Empty
        quota.claim(entry.owner, work_files.size_of(uploads))
        _append(entry, uploads, taken=taken, shelf=shelf)
        if entry.visibility in SHOWN_TO_STRANGERS and needs_approval_to_publish(entry.owner):
            entry.visibility = JournalEntry.Visibility.MENTOR
        copies.end(entry)
        return _store(entry, now=now)


@transaction.atomic
def show(
    *, entry: JournalEntry, visibility: str, by: User, now: datetime, seen_version: int | None = None
) -> JournalEntry:
    """Let others see `entry`, or fewer than before.

    For an owner who needs an approval a mentor does it who reads the entry, at the version that they have seen.
    Raises NotAllowed, NeedsApproval, NoConsent, NotByLink, Changed.
    """
    entry = _locked(entry)
    require(can(by, "see", entry), _("This is somebody else's diary."))
    _permit(by=by, owner=entry.owner, now_seen=entry.visibility, wanted=visibility)
    if seen_version is not None and entry.version != seen_version:
        raise Changed
    if by.pk != entry.owner_id:
        require(can(by, "show", entry), _("This is somebody else's diary."))
        audit.record(
            action=AuditEvent.Action.PUBLISHED_FOR,
            by=by,
            subject=entry.owner,
            obj=entry,
            detail={"visibility": visibility},
            now=now,
        )
    if entry.visibility == visibility:
        return entry
    was_private = entry.is_private
    entry.visibility = JournalEntry.Visibility(visibility)
    _store(entry, now=now if was_private else entry.spoken_at)
    if was_private:
        announce(signals.journal_entry_shared, JournalEntry, entry=entry, by=by)
    return entry


def revise(
    *,
    entry: JournalEntry,
    by: User,
    now: datetime,
    seen_version: int,
    visibility: str = "",
    files: Iterable[Any] = (),
    **values: Any,
) -> JournalEntry:
    """Store what `change` takes and let those see it whom `visibility` names: both or neither.

    Raises as `change` and `show` do.
    """
    _check_own(entry, by)
    uploads, revised = _clean(files), entry
    with stored.shelf(), transaction.atomic():
        if values or uploads:
            revised = change(entry=entry, by=by, now=now, seen_version=seen_version, files=uploads, **values)
        if visibility and visibility != entry.visibility:
            seen = revised.version
            revised = show(entry=revised, visibility=visibility, by=by, now=now, seen_version=seen)
        return revised


@transaction.atomic
def delete(*, entry: JournalEntry, by: User) -> None:
    """Delete `entry`, its files and what was said about it, for good. Raises NotAllowed."""
    entry = _locked(entry)
    _check_own(entry, by)
    stored.delete_after_commit([path for file in entry.files.all() for path in file.paths])
    entry.delete()


@transaction.atomic
def reply(*, entry: JournalEntry, by: User, text: str, submission: uuid.UUID, now: datetime) -> JournalReply:
    """Say something about a shared `entry`, once for each `submission`. Raises NotAllowed, TooMuch."""
    entry = _locked(entry)
    require(can(by, "reply", entry), _("Only the owner and whoever accompanies them talk about an entry."))
    if entry.replies.count() >= MAX_REPLIES:
        raise TooMuch
    said, is_new = JournalReply.objects.get_or_create(
        author=by, submission=submission, defaults={"entry": entry, "text": text.strip(), "created_at": now}
    )
    if is_new:
        name = "spoken_at" if by.pk == entry.owner_id else "answered_at"
        JournalEntry.objects.filter(pk=entry.pk).update(**{name: now})
        note_reading(entry=entry, by=by, now=now)
        announce(signals.journal_reply_written, JournalReply, reply=said, by=by)
    return said


@transaction.atomic
def take_back(*, reply: JournalReply, by: User) -> None:
    """Delete one's own words. Raises NotAllowed."""
    require(by.is_active and can(by, "see", reply) and reply.author_id == by.pk, _("Somebody else said this."))
    JournalReply.objects.filter(pk=reply.pk).delete()


def note_reading(*, entry: JournalEntry, by: User, now: datetime) -> None:
    """Remember that `by`, of one of the two sides, has seen `entry` and what was said. Others leave no trace."""
    if can(by, "reply", entry):
        JournalReading.objects.update_or_create(entry=entry, reader=by, defaults={"read_at": now})


def show_making(*, file: JournalFile, project: Project, by: User) -> ProjectFile:
    """Let a copy of the photo `file` stand on the work `project` among those of its making.

    Raises NotAllowed, BadUpload, TooManyFiles of works, Full.
    """
    _check_own(file.entry, by)
    with private_storage().open(str(file.original.name)) as original:
        uploads = stored.clean_all([File(original, name=file.filename)])
    with stored.shelf(), transaction.atomic():
        [copy] = work_files.add(project=project, files=uploads, by=by)
        return work_files.describe(file=copy, by=by, is_process=True, alt_text=file.alt_text)


# When the account or a consent ends -----------------------------------------------------------------------


@transaction.atomic
def withdraw(*, owner: User) -> None:
    """Let only the mentors of `owner` see what others saw: the consent to show it has ended."""
    _hide(_own(owner).filter(visibility__in=SHOWN_TO_STRANGERS), JournalEntry.Visibility.MENTOR)


@transaction.atomic
def follow_age(*, owner: User) -> None:
    """Let only their mentors see the diary of `owner` who turned out to be a minor without consent."""
    if not may_be_shown(owner):
        withdraw(owner=owner)


@transaction.atomic
def hide_for_closing(*, owner: User) -> None:
    """Hide the whole diary of `owner`, who closed the account, and remember how it was shown."""
    shown = _own(owner).exclude(visibility=JournalEntry.Visibility.PRIVATE)
    closures.hide(user=owner, what=DIARY, values={str(entry.pk): entry.visibility for entry in shown})
    _hide(shown, JournalEntry.Visibility.PRIVATE)


@transaction.atomic
def show_again(*, owner: User, hidden: Mapping[str, str]) -> None:
    """Show the entries of `owner` as `hidden` ({number: visibility}) says they were, if the consent holds."""
    is_free = may_be_shown(owner)
    for entry in _own(owner).filter(pk__in=hidden):
        was = hidden[str(entry.pk)]
        _hide([entry], was if is_free or was not in SHOWN_TO_STRANGERS else JournalEntry.Visibility.MENTOR)


# The steps ------------------------------------------------------------------------------------------------


def _own(owner: User) -> Any:
    return JournalEntry.objects.select_for_update().filter(owner=owner)


def _hide(entries: Iterable[JournalEntry], visibility: str) -> None:
    for entry in entries:
        entry.visibility = visibility
        _store(entry, now=entry.spoken_at)


def _locked(entry: JournalEntry) -> JournalEntry:
    return JournalEntry.objects.select_for_update(of=("self",)).select_related("owner").get(pk=entry.pk)


def _check_own(entry: JournalEntry, by: User) -> None:
    require(can(by, "change", entry), _("This is somebody else's diary."))


def _permit(*, by: User, owner: User, now_seen: str, wanted: str) -> None:
    if wanted not in JournalEntry.OFFERED:
        raise NotByLink
    try:
        sharing.permit_showing(by=by, maker=owner, now_seen=now_seen, wanted=wanted)
    except sharing.NeedsApproval as refusal:
        raise NeedsApproval from refusal


def _refuse_twice(owner: User, submission: uuid.UUID | None) -> None:
    first = JournalEntry.objects.filter(owner=owner, submission=submission).first() if submission else None
    if first is not None:
        raise AlreadyKept(first)


def _clean(files: Iterable[Any]) -> list[CleanUpload]:
    uploads = stored.clean_all(files)
    for each in uploads:
        if each.kind not in KINDS:
            raise BadUpload(_("%(name)s: choose photos, sounds or films here.") % {"name": each.filename})
    return uploads


def _check_task(owner: User, task: Task | None) -> None:
    if task is not None and task.participant_id != owner.pk:
        raise NotYourTask


def _check_room(count: int) -> None:
    if count > MAX_FILES:
        raise TooManyFiles


def _append(entry: JournalEntry, uploads: list[CleanUpload], *, taken: int, shelf: stored.Shelf) -> None:
    JournalFile.objects.bulk_create(
        stored.fill(JournalFile(entry=entry, position=taken + number), upload, shelf=shelf, folder="diaries")
        for number, upload in enumerate(uploads)
    )


def _describe(entry: JournalEntry, alt_texts: Mapping[int, str]) -> None:
    for file in entry.files.filter(pk__in=alt_texts):
        file.alt_text = alt_texts[file.pk]
        file.save(update_fields=["alt_text", "updated_at"])


def _drop(entry: JournalEntry, remove: Iterable[JournalFile]) -> None:
    gone = list(entry.files.filter(pk__in=[file.pk for file in remove]))
    stored.delete_after_commit([path for file in gone for path in file.paths])
    entry.files.filter(pk__in=[file.pk for file in gone]).delete()
    for position, file in enumerate(entry.files.order_by("position", "pk")):
        entry.files.filter(pk=file.pk).update(position=position)


def _store(entry: JournalEntry, *, now: datetime) -> JournalEntry:
    entry.version += 1
    entry.spoken_at = now
    entry.save()
    return entry
