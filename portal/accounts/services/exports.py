"""Handing out to a person everything that is kept about them."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import AuditEvent, User
from portal.accounts.services import audit
from portal.core import privacy
from portal.core.exceptions import DomainError
from portal.core.policy import require
from portal.core.privacy import EVERYTHING, Rule

PER_DAY = 3
CHUNK = 200


class TooOften(DomainError):
    message = gettext_lazy("You have downloaded your data three times today. Try again tomorrow.")


def build(*, user: User, by: User, now: datetime) -> IO[bytes]:
    """Return an open zip file with everything about `user`, other people by their handles only.

    One JSON file a kind of thing, and the files themselves. Needs disk, not memory. Raises TooOften, NotAllowed.
    """
    require(by.is_active and by == user, _("Everybody downloads their own data only."))
    since = now - timedelta(days=1)
    if AuditEvent.objects.filter(subject=user, action=AuditEvent.Action.EXPORTED, at__gt=since).count() >= PER_DAY:
        raise TooOften
    audit.record(action=AuditEvent.Action.EXPORTED, by=by, subject=user, now=now)
    out = tempfile.TemporaryFile()  # noqa: SIM115  the caller streams it and closes it
    try:
        _fill(out, user, now)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _fill(out: IO[bytes], user: User, now: datetime) -> None:
    handles = Handles(user)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(user, now))
        for rule in privacy.rules():
            if rule.export is not None:
                _write_rows(archive, rule, user, handles)


def _readme(user: User, now: datetime) -> str:
    return _(
        "Everything that %(site)s keeps about @%(handle)s, on %(date)s.\n"
        "One JSON file for each kind of thing; your files are in the folder “files”.\n"
        "Other people appear by their handles only.\n"
    ) % {"site": settings.SITE_NAME, "handle": user.handle, "date": now.date().isoformat()}


def _write_rows(archive: zipfile.ZipFile, rule: Rule, user: User, handles: Handles) -> None:
    rows = rule.rows(user)
    if not rows.exists():
        return
    with archive.open(_free_name(archive, rule.model), "w", force_zip64=True) as part:
        part.write(b"[")
        for number, row in enumerate(rows.iterator(chunk_size=CHUNK)):
            text = json.dumps(_values(rule, row, handles), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            part.write((",\n" if number else "\n").encode() + text.encode())
        part.write(b"\n]\n")
    if privacy.file_fields(rule.model_class) or rule.files:
        for row in rows.iterator(chunk_size=CHUNK):
            _write_files(archive, rule, row)


def _free_name(archive: zipfile.ZipFile, model: str) -> str:
    """Return the name of the part: a model has more than one when people meet it in more than one way."""
    taken = sum(name.startswith((f"{model}.", f"{model}-")) for name in archive.namelist())
    return f"{model}-{taken + 1}.json" if taken else f"{model}.json"


def _write_files(archive: zipfile.ZipFile, rule: Rule, row: models.Model) -> None:
    for storage, name in rule.stored_files(row):
        if not storage.exists(name):
            continue
        with (
            storage.open(name) as stored,
            archive.open(_name_in_archive(row, name), "w", force_zip64=True) as part,
        ):
            shutil.copyfileobj(stored, part)


def _name_in_archive(row: models.Model, name: str) -> str:
    return f"files/{row._meta.label}/{row.pk}/{PurePosixPath(name).name}"


class Handles:
    """Names people by their handles; asks once for each person."""

    def __init__(self, own: User) -> None:
        self._known = {own.pk: own.handle}

    def of(self, number: Any) -> str | None:
        if number is None:
            return None
        if number not in self._known:
            handle = User.objects.filter(pk=number).values_list("handle", flat=True).first()
            self._known[number] = handle or "unknown"
        return f"@{self._known[number]}"


def _values(rule: Rule, row: models.Model, handles: Handles) -> dict[str, Any]:
    if callable(rule.export):
        return rule.export(row)
    fields = [
        each
        for each in [*row._meta.concrete_fields, *row._meta.local_many_to_many]
        if (EVERYTHING in (rule.export or ()) and each.name not in rule.left_out)
        or each.name in (rule.export or ())
    ]
    return dict(_value(row, each, handles) for each in fields)


def _value(row: models.Model, field: Any, handles: Handles) -> tuple[str, Any]:
    is_person = field.is_relation and field.related_model is User
    if field.many_to_many:
        return field.name, list(_people_or_names(row, field, is_person=is_person, handles=handles))
    raw = getattr(row, field.attname)
    if is_person:
        return field.name, handles.of(raw)
    if isinstance(field, models.FileField):
        return field.name, _name_in_archive(row, raw.name) if raw else ""
    plain = raw is None or isinstance(raw, (str, int, float, bool, list, dict))
    return field.name, raw if plain else field.value_to_string(row)


def _people_or_names(row: models.Model, field: Any, *, is_person: bool, handles: Handles) -> Iterator[str | None]:
    for each in getattr(row, field.name).all():
        yield handles.of(each.pk) if is_person else str(each)
