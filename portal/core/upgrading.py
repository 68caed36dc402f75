"""What a migration must not do, so that the release before it goes on serving (docs/upgrade.md).

Each rule is about one release: what old code still reads or writes stays, what is new is such that old code need
not know it. What a rule refuses may be right in a later release, or small enough: then the migration says so,

    class Migration(migrations.Migration):
        allowed = {"removes": "0.4 wrote this column for the last time."}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from portal.core.migrating import AddIndexOnline, AtOnce

#: The last migration of each app that is older than these rules.
BEFORE = {
    "accounts": 4,
    "cms_pages": 1,
    "core": 2,
    "hooks": 2,
    "leaderboard": 6,
    "mentorship": 5,
    "messaging": 11,
    "partner": 8,
    "shop": 7,
}
#: The least that a reason says.
SHORTEST_REASON = 15

RULES = {
    "removes": "Old code still asks for this. Stop using it in one release, remove it in the next.",
    "renames": "Old code knows only the old name. Add the new one, fill it, use it, and remove the old one later.",
    "must-have": "Old code writes rows without it. Let it be null, or give it a db_default.",
    "narrows": "Old code may write what no longer fits. Widen, or add another column.",
    "locks": "Writing stands still while this reads a whole table. Use AddIndexOnline and atomic = False.",
    "binds": "Old code may write what it refuses, and it reads a whole table under a lock. Add it later.",
    "mixes": "Data is changed while tables are locked. Put it into a migration of its own.",
    "no-way-back": "It cannot be undone. Say how (reverse_code, reverse_sql), migrations.RunPython.noop at least.",
}


def new_migrations(loader: MigrationLoader) -> list[migrations.Migration]:
    """Return our migrations that are younger than these rules, in order."""
    return [
        migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in BEFORE and _number(name) > BEFORE[app]
    ]


def _number(name: str) -> int:
    first = name.partition("_")[0]
    return int(first) if first.isdigit() else 10**6


def findings(migration: migrations.Migration, state: ProjectState) -> list[str]:
    """Return what `migration` does against the rules, a sentence each. `state` is the one before it."""
    allowed: dict[str, str] = getattr(migration, "allowed", {})
    where = f"{migration.app_label}.{migration.name}"
    found = [
        f"{where}: {what} ({rule}). {RULES[rule]}"
        for rule, what in _broken(migration, state)
        if rule not in allowed
    ]
    for rule, reason in allowed.items():
        if rule not in RULES:
            found.append(f"{where}: allows {rule!r}, which is no rule.")
        elif len(reason.strip()) < SHORTEST_REASON:
            found.append(f"{where}: allows {rule!r} without saying why.")
    return found


Broken = tuple[str, str]


def _broken(migration: migrations.Migration, state: ProjectState) -> Iterator[Broken]:
    state = state.clone()
    made: set[str] = set()
    operations = list(_flat(migration.operations))
    changes_data = [each for each in operations if isinstance(each, (migrations.RunPython, migrations.RunSQL))]
    if changes_data and len(changes_data) < len(operations):
        yield "mixes", "It changes tables and data"
    for operation in operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        yield from _broken_by(operation, migration, state, made)
        operation.state_forwards(migration.app_label, state)


def _flat(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, AtOnce):
            yield from _flat(operation.operations)
        elif isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _broken_by(
    operation: Operation, migration: migrations.Migration, state: ProjectState, made: set[str]
) -> Iterator[Broken]:
    what = operation.describe()
    if isinstance(operation, (migrations.RemoveField, migrations.DeleteModel)):
        yield "removes", what
    elif isinstance(operation, (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)):
        yield "renames", what
    elif isinstance(operation, (migrations.RunPython, migrations.RunSQL)):
        if not operation.reversible:
            yield "no-way-back", what
    elif getattr(operation, "model_name_lower", "") in made:
        return  # nobody has written to it yet
    elif isinstance(operation, migrations.AddField):
        yield from _added(operation.field, what)
    elif isinstance(operation, migrations.AlterField):
        before = state.models[migration.app_label, operation.model_name_lower].get_field(operation.name)
        yield from _altered(before, operation.field, what)
    elif isinstance(operation, AddIndexOnline):
        if migration.atomic:
            yield "locks", f"{what}, within a transaction"
    elif isinstance(operation, (migrations.AddIndex, migrations.AlterIndexTogether)):
        yield "locks", what
    elif isinstance(operation, (migrations.AddConstraint, migrations.AlterUniqueTogether)):
        yield "binds", what


def _added(field: Any, what: str) -> Iterator[Broken]:
    if field.many_to_many:
        return
    if not field.null and field.db_default is models.NOT_PROVIDED and not field.generated:
        yield "must-have", what
    # A new column that is null everywhere is quick to index; one with a value in each row is not.
    if not field.null and (field.unique or field.db_index):
        yield "locks", what


def _altered(before: Any, after: Any, what: str) -> Iterator[Broken]:
    if before.null and not after.null:
        yield "must-have", what
    if after.unique and not before.unique:
        yield "binds", what
    if after.db_index and not before.db_index and not after.unique:
        yield "locks", what
    if _is_narrower(before, after):
        yield "narrows", what


def _is_narrower(before: Any, after: Any) -> bool:
    """Whether a value that fits in `before` may not fit in `after`, or the table is written anew."""
    if before.get_internal_type() != after.get_internal_type():
        widened = {("CharField", "TextField"), ("SlugField", "CharField"), ("CharField", "URLField")}
        return (before.get_internal_type(), after.get_internal_type()) not in widened
    longest = (getattr(before, "max_length", None), getattr(after, "max_length", None))
    if after.get_internal_type() == "TextField" or longest[1] is None:
        return False
    return longest[0] is None or longest[1] < longest[0]
