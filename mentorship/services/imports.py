"""Taking in a table of prospects: upload, name its columns, try it, take it in, and take it back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import tablib
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from mentorship import jobs, likeness
from mentorship.importing import COLUMNS, ProspectResource, guess, write
from mentorship.models import Assessment, Distinction, ImportBatch, Interaction, Prospect, StageChange
from portal.accounts.models import User
from portal.core import zips
from portal.core.exceptions import DomainError
from portal.core.jobs import tell_progress
from portal.core.policy import can, require

MOST_ROWS = 10_000
#: Longer tables are tried and taken in by a job; shorter ones while the person waits: it takes less than a second.
AT_ONCE = 300
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
MOST_BYTES = 8 * 2**20
#: What a workbook may have when it is unpacked.
MOST_UNPACKED = 80 * 2**20
#: Tables that nobody took in hold words about people: they are not kept.
KEPT = timedelta(days=1)
#: What reading a workbook raises when it is damaged or something else.
BROKEN = (*zips.DAMAGED, KeyError, IndexError, TypeError, AttributeError, SyntaxError)
DEFAULTS = ("consent_how", "consented_at", "source")
DOUBLES = ("phone_key", "email_key", "name_key")
FAILED = gettext_lazy(
    "Something went wrong with us, not with your table. Try again; if it stays, tell a coordinator."
)


class Unreadable(DomainError):
    message = gettext_lazy("This is no table that we can read. Save it as CSV (UTF-8) or XLSX and try again.")


class TooLarge(DomainError):
    message = gettext_lazy("This table is too large for one go: send at most 10,000 rows and 8 MB at once.")


class Empty(DomainError):
    message = gettext_lazy("There are no rows below the heads of the columns.")


class NotMapped(DomainError):
    message = gettext_lazy("Say which column holds the name, and how these people agreed to be contacted.")


class NotTried(DomainError):
    message = gettext_lazy("Try it first: then you see what would be taken in.")


class UnderWay(DomainError):
    message = gettext_lazy("This table is being worked through. Wait until that is done.")


class NothingGood(DomainError):
    message = gettext_lazy("No row can be taken in as it is.")


class NotCommitted(DomainError):
    message = gettext_lazy("There is nothing to take back.")


class ChangedSince(DomainError):
    """Some rows were worked with since; `changed` names them."""

    message = gettext_lazy("Some of these people were worked with since, so they stay, and so does the import.")

    def __init__(self, changed: list[Prospect]) -> None:
        super().__init__()
        self.changed = changed


@dataclass(frozen=True)
class Tried:
    errors: list[list[Any]]
    doubles: list[list[Any]]
    made: list[Prospect]


# Upload -------------------------------------------------------------------------------------------------------


@transaction.atomic
def upload(*, by: User, filename: str, file: Any, now: datetime) -> ImportBatch:
    """Read the table in `file` and guess its columns. Raises NotAllowed, Unreadable, TooLarge, Empty."""
    require(can(by, "create", ImportBatch), _("Only mentors and coordinators bring tables of people."))
    if file.size > MOST_BYTES:
        raise TooLarge
    content = file.read(MOST_BYTES + 1)
    heads, rows = _workbook(content) if content[:2] == b"PK" else _text(content)
    if not rows:
        raise Empty
    return ImportBatch.objects.create(
        by=by,
        filename=filename[-120:],
        uploaded_at=now,
        columns=heads,
        rows=rows,
        row_count=len(rows),
        mapping=guess(heads),
    )


def _text(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Read CSV in whatever a spreadsheet program has written. Raises Unreadable."""
    if b"\0" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        return _shaped(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise Unreadable from error


def _workbook(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Read the first sheet. Raises Unreadable, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise TooLarge
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return _shaped(book.worksheets[0].iter_rows(values_only=True))
    except BROKEN as error:
        raise Unreadable from error


def _shaped(lines: Iterable[Sequence[Any]]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows as text, without the rows in which nothing stands. Raises TooLarge, Unreadable."""
    found = []
    for line in lines:
        cells = [_cell(each) for each in line[:MOST_COLUMNS]]
        if any(cells):
            found.append(cells)
        elif found:
            found.append([])  # counts, so that numbers of rows are those of the program
        if len(found) > MOST_ROWS + 1:
            raise TooLarge
    while found and not found[-1]:
        found.pop()
    if not found:
        raise Unreadable
    heads, *rows = found
    return heads, [(row + [""] * len(heads))[: len(heads)] if row else [] for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "").strip()[:LONGEST_CELL]


# Trying and taking in -----------------------------------------------------------------------------------------


@transaction.atomic
def try_out(
    *, batch: ImportBatch, by: User, mapping: dict[str, int], defaults: dict[str, str], now: datetime
) -> ImportBatch:
    """Find out what taking it in would do, a long table in the background.

    Asked for the same again meanwhile it changes nothing. Raises NotAllowed, NotMapped, NotTried, UnderWay.
    """
    batch = _own(batch, by)
    mapping = {
        field: number for field, number in mapping.items() if field in COLUMNS and 0 <= number < len(batch.columns)
    }
    defaults = {field: value for field, value in defaults.items() if field in DEFAULTS and value}
    if batch.is_under_way:
        if batch.state == ImportBatch.State.UPLOADED and (batch.mapping, batch.defaults) == (mapping, defaults):
            return batch
        raise UnderWay
    if "name" not in mapping or not {"consent_how"} & {*mapping, *defaults}:
        raise NotMapped
    batch.mapping, batch.defaults = mapping, defaults
    batch.state, batch.errors, batch.doubles = ImportBatch.State.UPLOADED, [], []
    if batch.row_count > AT_ONCE:
        return _hand_over(batch, jobs.try_table)
    return _keep_tried(batch, _try(batch, now))


@transaction.atomic
def commit(*, batch: ImportBatch, by: User, now: datetime, with_doubles: bool = False) -> ImportBatch:
    """Take the good rows in, of a long table in the background; those known already only `with_doubles`.

    Asked again it changes nothing. Raises NotAllowed, NotTried, NothingGood, UnderWay.
    """
    batch = _own(batch, by, again=True)
    if batch.state == ImportBatch.State.COMMITTED:
        return batch
    if batch.state != ImportBatch.State.TRIED:
        raise UnderWay if batch.is_under_way else NotTried
    if batch.is_under_way:
        return batch
    if batch.row_count > AT_ONCE:
        return _hand_over(batch, jobs.take_table_in, with_doubles)
    return _keep_taken(batch, _read(batch, now, without=_left_out(batch, with_doubles)), now)


def _hand_over(batch: ImportBatch, job: Any, *more: Any) -> ImportBatch:
    batch.job = UUID(job.enqueue(batch.pk, get_language(), *more).id)
    batch.reason = ""
    batch.save()
    return batch


def run_trying(*, number: int, job: UUID, now: datetime) -> None:
    """Try out the table with the primary key `number`, if `job` is still the one that is to."""
    _run(number, job, read=lambda batch: _try(batch, now), keep=_keep_tried)


def run_taking_in(*, number: int, job: UUID, now: datetime, with_doubles: bool) -> None:
    """Take in the table with the primary key `number`, if `job` is still the one that is to."""
    _run(
        number,
        job,
        read=lambda batch: _read(batch, now, without=_left_out(batch, with_doubles)),
        keep=lambda batch, tried: _keep_taken(batch, tried, now),
    )


def _run(
    number: int, job: UUID, *, read: Callable[[ImportBatch], Tried], keep: Callable[[ImportBatch, Tried], Any]
) -> None:
    """Read all rows, which holds nothing and tells how far it is, then keep what came of them in one transaction.

    May be called again for a job whose worker died. A refusal is noted in the row; anything else is raised too.
    """
    rows = ImportBatch.objects.select_related("by").filter(pk=number, job=job, committed_at=None)
    try:
        if (batch := rows.first()) is None:
            return  # done by another worker, or forgotten
        tried = read(batch)
        with transaction.atomic():
            if (batch := rows.select_for_update(of=("self",)).first()) is None:
                return
            _permit(batch, batch.by)
            batch.job = None
            keep(batch, tried)
    except DomainError as refusal:
        fail(number=number, job=job, reason=str(refusal.message))
    except Exception:
        fail(number=number, job=job, reason=str(FAILED))
        raise


def fail(*, number: int, job: UUID, reason: str) -> None:
    """Note that `job` came to nothing, and why; the table is as before, and may be tried or taken in anew."""
    ImportBatch.objects.filter(pk=number, job=job).update(job=None, reason=reason[:300])


def _try(batch: ImportBatch, now: datetime) -> Tried:
    tried = _read(batch, now)
    bad = {number for number, _why in tried.errors}
    good = [number for number, row in enumerate(batch.rows, start=2) if row and number not in bad]
    return replace(tried, doubles=_doubles(batch.by, good, tried.made))


def _read(batch: ImportBatch, now: datetime, *, without: Container[int] = ()) -> Tried:
    """Run the rows through the resource; numbers of rows are those that the person's own program shows."""
    numbered = [(number, row) for number, row in enumerate(batch.rows, start=2) if row and number not in without]
    resource = ProspectResource(batch=batch, now=now, defaults=batch.defaults, progress=tell_progress)
    fields = list(COLUMNS)
    data = tablib.Dataset(headers=fields)
    for _number, row in numbered:
        data.append([row[batch.mapping[field]] if field in batch.mapping else "" for field in fields])
    result = resource.import_data(data, raise_errors=False)
    if result.base_errors:
        raise result.base_errors[0].error
    errors = [[numbered[each.number - 1][0], _reasons(each)] for each in result.invalid_rows]
    errors += [
        [numbered[number - 1][0], [str(each.error) for each in failed]] for number, failed in result.row_errors()
    ]
    errors.sort(key=lambda each: each[0])
    return Tried(errors, [], resource.made)


def _left_out(batch: ImportBatch, with_doubles: bool) -> Container[int]:
    return () if with_doubles else {number for number, _who in batch.doubles}


def _keep_tried(batch: ImportBatch, tried: Tried) -> ImportBatch:
    batch.errors, batch.doubles = tried.errors, tried.doubles
    batch.state, batch.reason = ImportBatch.State.TRIED, ""
    batch.save()
    return batch


def _keep_taken(batch: ImportBatch, tried: Tried, now: datetime) -> ImportBatch:
    if not tried.made:
        raise NothingGood
    write(tried.made, by=batch.by, now=now)
    batch.created_count = len(tried.made)
    batch.settled_at = Prospect.objects.filter(batch=batch).aggregate(last=Max("updated_at"))["last"]
    batch.state, batch.committed_at = ImportBatch.State.COMMITTED, now
    batch.rows, batch.errors, batch.doubles, batch.reason = [], [], [], ""
    batch.save()
    return batch


def _reasons(row: Any) -> list[str]:
    """Return what is wrong with a row: the name of the column, and why."""
    found = []
    for field, messages in row.error_dict.items():
        label = COLUMNS[field][0] if field in COLUMNS else ""
        found += [f"{label}: {message}" if label else str(message) for message in messages]
    return found


def _doubles(by: User, numbers: list[int], made: list[Prospect]) -> list[list[Any]]:
    """Return [number of the row, who it probably is] for rows that are known already or come twice. One query."""
    known: dict[tuple[str, str], str] = {}
    for name, *values in Prospect.objects.visible_to(by).standing().values_list("name", *DOUBLES):
        known.update({(key, value): name for key, value in zip(DOUBLES, values, strict=True) if value})
    found = []
    for number, prospect in zip(numbers, made, strict=True):
        keys = [(key, value) for key in DOUBLES if (value := getattr(prospect, key))]
        like = next((known[key] for key in keys if key in known and _near(key[0], known[key], prospect)), None)
        if like is not None:
            found.append([number, like])
        for key in keys:
            known.setdefault(key, _("row %(number)s: %(name)s") % {"number": number, "name": prospect.name})
    return found


def _near(key: str, like: str, prospect: Prospect) -> bool:
    if key != "name_key":
        return True
    return likeness.are_alike(like.rpartition(": ")[2], prospect.name)


# Taking back --------------------------------------------------------------------------------------------------


@transaction.atomic
def undo(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Take all rows of the import out again, if nobody has worked with one of them since.

    Asked again it changes nothing. Raises NotAllowed, NotCommitted, ChangedSince.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    require(can(by, "undo", batch), _("Who brought the table takes it back, or a coordinator."))
    if batch.state == ImportBatch.State.UNDONE:
        return batch
    if batch.state != ImportBatch.State.COMMITTED:
        raise UnderWay if batch.is_under_way else NotCommitted
    rows = Prospect.objects.select_for_update(of=("self",)).filter(batch=batch)
    changed = list(changed_since(batch)[:200])
    if changed:
        raise ChangedSince(changed)
    numbers = rows.values("pk")
    Distinction.objects.filter(Q(first__in=numbers) | Q(second__in=numbers)).delete()
    for model in (StageChange, Prospect.skills.through):
        mine: Any = model.objects.filter(prospect__in=numbers)
        mine._raw_delete(mine.db)
    rows._raw_delete(rows.db)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, now
    batch.save()
    return batch


def changed_since(batch: ImportBatch) -> Any:
    """Rows of `batch` that somebody has worked with since they were taken in."""
    of_row = {"prospect": OuterRef("pk")}
    touched = (
        Q(updated_at__gt=F("batch__settled_at"))
        | Exists(Interaction.objects.filter(**of_row))
        | Exists(Assessment.objects.filter(**of_row))
        | Exists(StageChange.objects.filter(**of_row).exclude(from_stage=""))
        | Exists(Prospect.objects.filter(merged_into=OuterRef("pk")))
    )
    return Prospect.objects.filter(touched, batch=batch).order_by("name", "pk")


@transaction.atomic
def forget_unfinished(*, now: datetime) -> int:
    """Delete tables that nobody took in, a day after their upload; return how many."""
    old = ImportBatch.objects.filter(committed_at=None, uploaded_at__lte=now - KEPT)
    return old.delete()[0]


def _own(batch: ImportBatch, by: User, *, again: bool = False) -> ImportBatch:
    """Return the row, held until the transaction ends. Raises NotAllowed, NotTried."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("by").get(pk=batch.pk)
    _permit(batch, by)
    if not again and batch.committed_at is not None:
        raise NotTried(_("This table is taken in already."))
    return batch


def _permit(batch: ImportBatch, by: User) -> None:
    require(batch.by_id == by.pk and can(by, "create", ImportBatch), _("Only who brought the table takes it in."))
