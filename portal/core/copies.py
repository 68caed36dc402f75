"""Public copies: what anybody may see is copied to where proxies and caches serve it without asking us.

The bytes themselves stay in the private storage. A row that anybody may see gets a secret token, and copies of
its files lie in the public storage in a folder of that name. When it may no longer be seen, the copies go and the
token with them, so that no old address works again. Which rows may be seen the apps say, by `register`.
Reasons and limits: docs/adr/0004.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models, transaction

from portal.core import stores

logger = logging.getLogger(__name__)

FOLDER = "pictures"
CHUNK = 200


class Copied(models.Model):
    """Abstract: a row whose files may have public copies."""

    #: The secret part of the copies' addresses; "" while there are none. Written by this module only.
    public_token = models.CharField(max_length=32, default="", blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Leave the token as it is in the table: another request may have changed it since this row was read."""
        if update_fields is None and not self._state.adding and not kwargs.get("force_insert"):
            deferred = {"public_token"} | self.get_deferred_fields()
            fields = [field for field in self._meta.concrete_fields if not field.primary_key]
            update_fields = [field.name for field in fields if field.attname not in deferred]
        super().save(*args, update_fields=update_fields, **kwargs)


@dataclass(frozen=True)
class Kind:
    """Rows of `model`, which of them (by number) anybody may see, and the files that are copied."""

    model: str
    #: Returns those of the numbers whose rows anybody may see now.
    seen_by_all: Callable[[list[int]], set[int]]
    #: Returns [(name among the copies, path in the private storage)].
    files: Callable[[Any], Iterable[tuple[str, str]]]

    @property
    def rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return rows


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.model] = kind


def address(token: str, name: str) -> str:
    """Return the public address of the copy `name` of the row that holds `token`. No query."""
    return stores.public().url(f"{_folder(token)}/{name}")


def token_in(url: str) -> str:
    """Return the token in the public address `url` of a copy, or ""."""
    found = re.search(rf"/{FOLDER}/[0-9a-f]{{2}}/([0-9a-f]{{32}})/", url)
    return found[1] if found else ""


def follow(model: str, numbers: Iterable[int]) -> None:
    """Bring the copies of `numbers` of `model` in line with who may see them, once the change is committed."""
    wanted = sorted(set(numbers))
    if wanted:
        transaction.on_commit(lambda: sync(model, wanted))


def sync(model: str, numbers: Iterable[int]) -> None:
    """Make the copies that are missing, and take away those that nobody may see any more. Outside transactions."""
    kind = _kinds[model]
    every = list(numbers)
    for at in range(0, len(every), CHUNK):
        part = every[at : at + CHUNK]
        seen = kind.seen_by_all(part)
        for row in kind.rows.filter(pk__in=part):
            if row.pk not in seen:
                _hide(kind, row)
            elif row.public_token:
                _complete(kind, row)
            else:
                _show(kind, row)


def end(row: Any) -> None:
    """End the public addresses of `row` within this transaction, for a row that goes or whose files change.

    `follow` gives it new ones if it may still be seen.
    """
    token = type(row)._base_manager.filter(pk=row.pk).values_list("public_token", flat=True).first()
    if token:
        type(row)._base_manager.filter(pk=row.pk).update(public_token="")
        row.public_token = ""
        transaction.on_commit(lambda: remove(token))


def add(token: str, files: Iterable[tuple[str, str]]) -> None:
    """Copy `files` [(name, private path)] to where addresses with `token` lead."""
    public, private = stores.public(), stores.private()
    for name, path in files:
        target = f"{_folder(token)}/{name}"
        try:
            with private.open(path) as source:
                stored = public.save(target, source)
        except FileNotFoundError:
            logger.warning("A private file has gone astray and has no public copy")
            continue
        if stored != target:  # another request was faster with the same bytes
            public.delete(stored)


def remove(token: str) -> None:
    """Delete every copy whose address holds `token`."""
    public = stores.public()
    for name in _names(public, _folder(token)):
        public.delete(f"{_folder(token)}/{name}")
    _remove_folder(public, _folder(token))


def tidy() -> tuple[int, int]:
    """Mend what a crash left between a commit and its copies; return (rows, folders) that were out of line."""
    rows = sum(_mend(kind) for kind in _kinds.values())
    known = {
        token
        for kind in _kinds.values()
        for token in kind.rows.exclude(public_token="").values_list("public_token", flat=True)
    }
    unknown = [token for token in _tokens() if token not in known]
    for token in unknown:
        remove(token)
    return rows, len(unknown)


def _mend(kind: Kind) -> int:
    shown = dict(kind.rows.values_list("pk", "public_token"))
    numbers = list(shown)
    wrong: list[int] = []
    for at in range(0, len(numbers), CHUNK):
        part = numbers[at : at + CHUNK]
        seen = kind.seen_by_all(part)
        wrong += [number for number in part if bool(shown[number]) != (number in seen)]
    sync(kind.model, wrong)
    return len(wrong)


def _show(kind: Kind, row: Any) -> None:
    token = secrets.token_hex(16)
    add(token, kind.files(row))
    if not kind.rows.filter(pk=row.pk, public_token="").update(public_token=token):
        remove(token)  # another request was faster
        return
    row.public_token = token
    if row.pk in kind.seen_by_all([row.pk]):
        _complete(kind, row)  # files that were made while we were copying
    else:
        _hide(kind, row)


def _hide(kind: Kind, row: Any) -> None:
    if row.public_token:
        kind.rows.filter(pk=row.pk, public_token=row.public_token).update(public_token="")
        remove(row.public_token)


def _complete(kind: Kind, row: Any) -> None:
    wanted = dict(kind.files(row))
    there = set(_names(stores.public(), _folder(row.public_token)))
    add(row.public_token, [(name, path) for name, path in wanted.items() if name not in there])
    for name in there - wanted.keys():
        stores.public().delete(f"{_folder(row.public_token)}/{name}")


def _folder(token: str) -> str:
    return f"{FOLDER}/{token[:2]}/{token}"


def _names(storage: Storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _tokens() -> list[str]:
    public = stores.public()
    try:
        shelves = public.listdir(FOLDER)[0]
    except FileNotFoundError:
        return []
    return [token for shelf in shelves for token in public.listdir(f"{FOLDER}/{shelf}")[0]]


def _remove_folder(storage: Storage, folder: str) -> None:
    """On a disk an empty folder stays; object stores have none."""
    try:
        storage.delete(folder)
    except (OSError, NotImplementedError):
        logger.info("A folder of copies could not be removed yet")
