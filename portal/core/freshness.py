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
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import get_language

logger = logging.getLogger(__name__)

Value = TypeVar("Value")
Row = TypeVar("Row", bound=Model)
Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]
CACHE = "pages"
KEY = "table:"
#: For how many seconds the cache keeps what holds that long.
KEPT = 3600
#: And HTML: the words of a new release show at the latest then.
HTML_KEPT = 300
#: For how many seconds the cache is not asked after it has failed.
REST = 5
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


@dataclass(frozen=True)
class Held:
    """What was read of the database, and the tokens of the tables it came of."""

    value: Any
    made_of: dict[str, int]


#: {name: what this process keeps}; few names, which are written in the code.
_kept_here: dict[str, Held] = {}
#: {kind: the tables that the last one of it was made of}: their tokens come along with the next.
_made_of: dict[str, tuple[str, ...]] = {}
_resting = {"until": 0.0}


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

    def adopt(self, kept: Mapping[str, int]) -> None:
        """Remember what something that was kept is made of. Rows of the same table at two times are not kept."""
        for table, token in kept.items():
            if table not in self._tables:
                self._tables.add(table)
                self._tokens[table] = token
            elif self._tokens[table] != token:
                self.is_whole = False

    def knows(self, kept: Mapping[str, int]) -> bool:
        """Whether all of `kept` are the tokens that held when the reading began. Never asks."""
        return all(self._tokens.get(table) == token for table, token in kept.items())

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


def kept_here(name: str, make: Callable[[], Value]) -> Value:
    """Return what `make` reads of the database, which this process keeps until one of the tables is written to.

    Everybody gets the same object: nobody may change it. One question to the cache; none for a page that is made
    to be kept. What this transaction has written, and not yet committed, is read anew.
    """
    if not settings.PAGE_CACHE or time.monotonic() < _resting["until"]:
        return make()
    return _held(_kept_here.get(name), None, make, lambda held: _kept_here.update({name: held}))


def kept_for_all(kind: str, name: str, make: Callable[[], Value], *, seconds: int = KEPT) -> Value:
    """Do as `kept_here`, for many names of one kind: the cache keeps them, for `seconds` at most.

    Plain values only, which the next release can read. At most two questions to the cache.
    """
    if not settings.PAGE_CACHE or time.monotonic() < _resting["until"]:
        return make()
    key = f"kept:{kind}:{name}"

    def put(held: Held) -> None:
        _made_of[kind] = tuple(held.made_of)
        caches[CACHE].set(key, held, seconds)

    try:
        known = caches[CACHE].get_many([key, *keys_of(_made_of.get(kind, ()))])
    except Exception:  # whatever the cache's library raises while its server is away
        _rest()
        return make()
    found = known.get(key)
    if isinstance(found, Held):
        _made_of[kind] = tuple(found.made_of)
    return _held(found, known, make, put)


def kept_html(kind: str, name: str, make: Callable[[], Value]) -> Value:
    """Do as `kept_for_all`, for what holds HTML: in each language apart, for HTML_KEPT seconds at most.

    A release that names its files otherwise finds nothing of another's.
    """
    edition = f"{get_language()}:{getattr(staticfiles_storage, 'manifest_hash', '')}"
    return kept_for_all(f"html:{kind}", f"{name}:{edition}", make, seconds=HTML_KEPT)


def kept_count(name: str, rows: Callable[[], QuerySet[Any]]) -> int:
    """Return how many `rows` there are, of the list `name` that is the same for everybody; see `kept_for_all`.

    A database counts all rows to know that, however many there are.
    """
    return kept_for_all("count", name, lambda: rows().count())


def kept_rows(
    kind: str, name: str, rows: Callable[[], QuerySet[Row]], shown: Callable[[], QuerySet[Row]]
) -> list[Row]:
    """Return the few `rows` that are the same for everybody, in their order; see `kept_for_all`.

    The cache knows which they are: no question about who may be seen is asked again, or even made. `shown` are all
    rows of the kind; both load what is shown of them. As many queries as one of them takes, or none.
    """
    read: list[Row] = []

    def make() -> list[Any]:
        read.extend(rows())
        return [row.pk for row in read]

    keys = kept_for_all(kind, name, make)
    if read or not keys:
        return read
    found = shown().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _held(
    found: Any, known: Mapping[str, int] | None, make: Callable[[], Value], put: Callable[[Held], None]
) -> Value:
    """Return what was `found` if it still holds; else what `make` makes, and `put` it away if it may be kept."""
    outer, own = _reading.get(), _own_changes()
    try:
        is_ours = isinstance(found, Held) and not own & found.made_of.keys()
        if is_ours and ((outer and outer.knows(found.made_of)) or holds(found.made_of, known)):
            if outer:
                outer.adopt(found.made_of)
            return cast("Value", found.value)
        inner = Reading()
    except Exception:  # whatever the cache's library raises while its server is away
        _rest()
        return make()
    with noting(inner):
        value = make()
    if outer:
        outer.adopt(inner.made_of)
        outer.is_whole &= inner.is_whole
    if inner.is_whole and inner.made_of and not inner.unwatched | own & inner.made_of.keys():
        try:
            put(Held(value, inner.made_of))
        except Exception:  # whatever the cache's library raises while its server is away
            _rest()
    return value


def _rest() -> None:
    """Ask the cache nothing more for a while: a page that waits for it several times is slow."""
    logger.exception("For %d seconds nothing is kept", REST)
    _resting["until"] = time.monotonic() + REST


def _own_changes() -> set[str]:
    """Return the tables that the transaction at hand has written to."""
    here = connections[DEFAULT_DB_ALIAS]
    callbacks, parts = here.__dict__.get("_changes", (None, {}))
    if callbacks is not here.run_on_commit:
        return set()
    return {table for part in parts.values() for table in part.tables}


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
