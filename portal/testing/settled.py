"""What most tests begin with: made once through services, then put back as the rows that came of it.

A person of the cast costs some 150 questions: roles, a portfolio with its journal and gallery, search entries. A
worker makes each of them once and remembers which rows are new, changed and gone; the next test that begins from
the same rows gets them in one statement a table. Whoever has written anything else before gets them made anew.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.apps import apps
from django.core import mail
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

Made = TypeVar("Made", bound=Model)
Row = tuple[Any, ...]
#: {table: {primary key: row}}.
Rows = dict[str, dict[Any, Row]]

#: How long the clock may go on before something is made anew: its rows say when they were written.
FRESH = timedelta(minutes=15)
#: How the tables end that triggers write to: they do so again.
BY_TRIGGERS = "_fts"
READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table as it stands in statements: columns in their order, and which of them is the primary key."""

    name: str
    columns: tuple[str, ...]
    key: int
    #: Of PostgreSQL: the sequence of the key, if it has one.
    sequence: str | None = None

    def rows(self) -> dict[Any, Row]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self._names()} FROM {self._quoted()}")  # noqa: S608  names of models
            return {row[self.key]: tuple(row) for row in cursor.fetchall()}

    def insert(self, rows: list[Row]) -> None:
        one = f"({', '.join(['%s'] * len(self.columns))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._quoted()} ({self._names()}) VALUES {', '.join([one] * len(rows))}",  # noqa: S608
                [value for row in rows for value in row],
            )
            if self.sequence:
                highest = max(row[self.key] for row in rows)
                last = f"(SELECT last_value FROM {self.sequence})"  # noqa: S608  a name of the database's own
                cursor.execute(f"SELECT setval('{self.sequence}', greatest(%s, {last}))", [highest])

    def update(self, row: Row) -> None:
        values = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in self.columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._quoted()} SET {values} WHERE {self._key()} = %s",  # noqa: S608
                [*row, row[self.key]],
            )

    def delete(self, key: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._quoted()} WHERE {self._key()} = %s", [key])  # noqa: S608

    def _quoted(self) -> str:
        return connection.ops.quote_name(self.name)

    def _names(self) -> str:
        return ", ".join(map(connection.ops.quote_name, self.columns))

    def _key(self) -> str:
        return connection.ops.quote_name(self.columns[self.key])


@dataclass(frozen=True)
class Change:
    """What came of making something: new, changed and gone rows of one table."""

    table: Table
    new: list[Row]
    changed: list[Row]
    gone: list[Any]

    def repeat(self) -> None:
        for key in self.gone:
            self.table.delete(key)
        for row in self.changed:
            self.table.update(row)
        if self.new:
            self.table.insert(self.new)


@dataclass(frozen=True)
class Kept:
    """Something that was made, and all that came of it."""

    model: type[Model]
    key: Any
    changes: list[Change]
    letters: list[Any]
    at: datetime
    ticks: float

    def is_fresh(self) -> bool:
        """Whether its dates may be taken for those of now; a test may have its own clock."""
        now = timezone.now()
        passed = timedelta(seconds=time.monotonic() - self.ticks)
        return (
            self.at.date() == now.date() and passed < FRESH and abs(now - self.at - passed) < timedelta(seconds=60)
        )

    def repeat(self) -> Model:
        with transaction.atomic():
            for change in self.changes:
                change.repeat()
        mail.outbox.extend(copy.copy(letter) for letter in self.letters)
        return self.model._base_manager.get(pk=self.key)


class Settled:
    """What the tests of one worker begin with."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], Kept] = {}
        self._tables: list[Table] = []
        #: What this test began with so far, in its order; None once it has written anything else.
        self._begun: tuple[str, ...] | None = ()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Begin a test: see whether anything is written besides."""
        self._begun = ()
        with connection.execute_wrapper(self._see):
            yield

    def get(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes; `name` stands for it alone. What waits for the commit waits in vain."""
        begun = self._begun
        if begun is None:
            return make()
        state = (*begun, name, connection.in_atomic_block, *self._fingerprint())
        kept = self._kept.get(state)
        if kept is None or not kept.is_fresh():
            made, self._kept[state] = self._make(make)
        else:
            made = cast(Made, kept.repeat())
        self._begun = (*begun, name)
        return made

    def _see(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not (isinstance(sql, str) and READS.match(sql)):
            self._begun = None
        return execute(sql, params, many, context)

    def _fingerprint(self) -> tuple[Any, ...]:
        """Tell the database of one module from that of another: some load a whole chapter before their tests."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM accounts_user), (SELECT max(id) FROM accounts_user),"
                " (SELECT count(*) FROM wagtailcore_page), (SELECT max(id) FROM wagtailcore_page)"
            )
            return tuple(cursor.fetchone())

    def _make(self, make: Callable[[], Made]) -> tuple[Made, Kept]:
        self._tables = self._tables or tables()
        before = {table.name: table.rows() for table in self._tables}
        at, ticks, letters = timezone.now(), time.monotonic(), len(mail.outbox)
        made = make()
        changes = [change for table in self._tables if (change := _change(table, before[table.name]))]
        return made, Kept(type(made), made.pk, changes, list(mail.outbox[letters:]), at, ticks)


def tables() -> list[Table]:
    """Return every table of a model that a test may write to."""
    there = set(connection.introspection.table_names())
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or meta.db_table not in there or meta.db_table.endswith(BY_TRIGGERS):
            continue
        columns = tuple(str(field.column) for field in meta.local_concrete_fields if not field.generated)
        key = str(meta.pk.column)
        found[meta.db_table] = Table(meta.db_table, columns, columns.index(key), _sequence(meta.db_table, key))
    return list(found.values())


def _sequence(table: str, key: str) -> str | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), key])
        return cursor.fetchone()[0]


def _change(table: Table, before: dict[Any, Row]) -> Change | None:
    after = table.rows()
    change = Change(
        table,
        new=[row for key, row in after.items() if key not in before],
        changed=[row for key, row in after.items() if key in before and row != before[key]],
        gone=[key for key in before if key not in after],
    )
    return change if change.new or change.changed or change.gone else None
