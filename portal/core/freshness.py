"""Which tables an answer was made of, and whether anything was written to one of them since.

Each table has a token in the cache "pages": a new one after every commit that wrote to it. Whoever keeps something
keeps the tokens of what it was made of, taken before the rows were read; it holds as long as all of them are the
same. Nobody has to remember to announce a change: writes are seen where they pass on their way to the database.

What is not seen: files, the clock, other programs at the database, and a commit while the cache is away. What is
kept therefore has an age after which it is made anew whatever its tokens say.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]
CACHE = "pages"
KEY = "table:"
#: How far into a statement its table stands; what follows may be a megabyte of values.
HEAD = 200
READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
WRITE = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?"
    r'|TRUNCATE(?:\s+TABLE)?|COPY)\s+"?(\w+)"?',
    re.IGNORECASE,
)
SET = re.compile(r'"(\w+)" = ')

#: Tables that were ever read for what is kept: their tokens come in one question.
_known: set[str] = set()
_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


class Reading:
    """What one answer is made of while it is being made."""

    def __init__(self) -> None:
        """Raises what the cache's library raises while its server is away."""
        self._tokens = tokens(_known)
        self._tables: set[str] = set()
        #: False once a token could not be had.
        self.is_whole = True

    def note(self, tables: Iterable[str]) -> None:
        """Remember that rows of `tables` are about to be read. Never raises."""
        for table in set(tables) - self._tables:
            self._tables.add(table)
            if table not in self._tokens:
                self._take_token(table)

    def _take_token(self, table: str) -> None:
        try:
            self._tokens |= tokens([table])
            _known.add(table)
        except Exception:  # whatever the cache's library raises while its server is away
            logger.exception("The page that is being made cannot be kept")
            self.is_whole = False

    @property
    def made_of(self) -> dict[str, int]:
        """The tokens of what was read."""
        return {table: self._tokens[table] for table in self._tables}

    @property
    def unwatched(self) -> set[str]:
        """Tables whose changes nobody looks at: what was made of them cannot be kept."""
        return {table for table in self._tables if is_unwatched(table)}


@contextmanager
def noting(noted: Reading) -> Iterator[None]:
    """Note what is read meanwhile."""
    before = _reading.set(noted)
    try:
        yield
    finally:
        _reading.reset(before)


def made_of(*tables: str) -> None:
    """Say that what is being made holds something of `tables` that was read before, and kept elsewhere."""
    noted = _reading.get()
    if noted is not None:
        noted.note(tables)


def tokens(tables: Collection[str]) -> dict[str, int]:
    """Return the tokens of `tables`; who has none is given one. One question, two if some have none."""
    cache = caches[CACHE]
    found = cache.get_many([KEY + table for table in tables])
    missing = {KEY + table: _token() for table in tables if KEY + table not in found}
    if missing:
        cache.set_many(missing, timeout=None)
    return {table: {**found, **missing}[KEY + table] for table in tables}


def holds(kept: Mapping[str, int], known: Mapping[str, int] | None = None) -> bool:
    """Whether nothing was written to what something was made of. One question; none if `known` has all tokens."""
    wanted = {KEY + table: token for table, token in kept.items()}
    if known is None or not wanted.keys() <= known.keys():
        known = caches[CACHE].get_many(list(wanted))
    return all(known.get(key) == token for key, token in wanted.items())


def keys_of(tables: Iterable[str]) -> list[str]:
    """Return under which keys the cache has the tokens of `tables`, for who asks it for more in one question."""
    return [KEY + table for table in tables]


def changed(tables: Collection[str]) -> None:
    """Give `tables` new tokens: what was made of them holds no longer. Never raises."""
    try:
        caches[CACHE].set_many({KEY + table: _token() for table in tables}, timeout=None)
        if settings.PAGE_CACHE_ON_CHANGE:
            import_string(settings.PAGE_CACHE_ON_CHANGE)(tables)
    except Exception:  # whatever the cache's library raises while its server is away
        logger.exception("Pages made of %s are kept until they are too old", ", ".join(sorted(tables)))


def tag_of(table: str) -> str:
    """How others may call `table`, which is nothing they need to know."""
    return blake2b(table.encode(), digest_size=5).hexdigest()


def is_unwatched(table: str) -> bool:
    return table.startswith(settings.PAGE_CACHE_UNWATCHED)


# Seeing reads and writes -------------------------------------------------------------------------------------


class Change:
    """The tables that one transaction, or one part of it that may be undone by itself, has written to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.is_told = False

    def __call__(self) -> None:
        self.is_told = True
        changed(self.tables)


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Look at each statement on `connection`; a receiver of `connection_created`."""
    if see not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, see)


def see(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Pass a statement on, and note what it reads or writes."""
    statement = sql if isinstance(sql, str) else str(sql)
    kind = statement[:HEAD].lstrip()[:6].upper()
    noted = _reading.get()
    if noted is not None and (kind == "SELECT" or kind.startswith("WITH")):
        noted.note(READ.findall(statement))
    answer = execute(sql, params, many, context)
    if kind != "SELECT" and (tables := written(statement)):
        _note_change(context["connection"], tables)
    return answer


def written(statement: str) -> set[str]:
    """Return the tables that `statement` changes in a way that may show."""
    is_long = not statement[:HEAD].lstrip().upper().startswith("WITH")
    tables = set(WRITE.findall(statement[:HEAD] if is_long else statement))
    return {table for table in tables if not is_unwatched(table) and not _is_unseen(table, statement)}


def _is_unseen(table: str, statement: str) -> bool:
    """Whether `statement` sets nothing but columns that no page shows."""
    columns = settings.PAGE_CACHE_UNSEEN.get(table)
    if not columns or not statement.upper().startswith("UPDATE"):
        return False
    return set(SET.findall(statement.partition(" WHERE ")[0])) <= columns


def _note_change(connection: BaseDatabaseWrapper, tables: set[str]) -> None:
    """Tell of `tables` when they are committed: at once, or with the transaction."""
    if not connection.in_atomic_block:
        changed(tables)
        return
    # Django makes a new list whenever it forgets what was to be done: then nothing of ours is in it either.
    parts: dict[tuple[str, ...], Change]
    callbacks, parts = connection.__dict__.get("_changes", (None, {}))
    if callbacks is not connection.run_on_commit:
        parts = {}
        connection.__dict__["_changes"] = (connection.run_on_commit, parts)
    part = tuple(connection.savepoint_ids)
    change = parts.get(part)
    if change is None or change.is_told:
        change = parts[part] = Change()
        transaction.on_commit(change, using=connection.alias, robust=True)
    change.tables |= tables


def note_change(*tables: str) -> None:
    """Say that `tables` were written to in a way that passes by: COPY of PostgreSQL's library."""
    if see in connection.execute_wrappers:
        _note_change(connection, {table for table in tables if not is_unwatched(table)})


def _token() -> int:
    return secrets.randbits(62)
