"""One migrated template database per set of migrations, copied for every run, worker and transactional test.

Migrating the whole stack takes most of a minute, and Wagtail's root page, site and locale come from data
migrations, so they cannot be skipped. A copy takes a blink. A new template starts from the largest earlier one
whose migrations are all unchanged in the new set, so that one new migration costs seconds.
"""

import fcntl
import hashlib
import importlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import TransactionTestCase

#: Shared by all checkouts of one machine: the key says exactly what is inside.
TEMPLATES = Path(tempfile.gettempdir()) / "portal-test-templates"
KEEP_TEMPLATES = 24
#: What the hooks after a migration write.
POST_MIGRATE = (
    "portal/accounts/roles.py",
    "portal/apps.py",
    "cms_pages/services/first_words.py",
    "cms_pages/services/sites.py",
)


def migration_files() -> dict[str, str]:
    """Return the hash of every migration file: {"app/name.py": sha256}."""
    hashes = {}
    for app in apps.get_app_configs():
        module_name, _ = MigrationLoader.migrations_module(app.label)
        try:
            folders = getattr(importlib.import_module(module_name), "__path__", []) if module_name else []
        except ModuleNotFoundError:
            continue
        for folder in folders:
            for path in sorted(Path(folder).glob("*.py")):
                hashes[f"{app.label}/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


def migrations_key() -> str:
    """Return a hash over every migration file and over what the post-migrate hooks write."""
    digest = hashlib.sha256(json.dumps(sorted(migration_files().items())).encode())
    for source in POST_MIGRATE:
        digest.update((settings.ROOT / source).read_bytes())
    return digest.hexdigest()[:16]


def remember(template: str) -> None:
    (TEMPLATES / f"{template}.json").write_text(json.dumps(migration_files()))


def earlier_templates() -> list[str]:
    """Return the names of templates that hold nothing but unchanged migrations, largest first."""
    wanted = migration_files().items()
    found = []
    for path in TEMPLATES.glob("*.json"):
        held = json.loads(path.read_text())
        if held.items() <= wanted:
            found.append((len(held), path.stem))
    return [name for _, name in sorted(found, reverse=True)]


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class SqliteCopies:
    """Each copy has a name of its own: a live server's late request may hold the one before still, and SQLite
    deletes a journal by its name when the last to hold a database lets it go.
    """

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.number = itertools.count()
        self.name: Path | None = None
        self.template = TEMPLATES / f"{migrations_key()}.sqlite3"

    def set_up(self) -> None:
        with one_at_a_time(TEMPLATES / "lock"):
            if not self.template.exists():
                self._build()
        self.restore()

    def restore(self) -> None:
        self.tear_down()
        self.name = settings.VAR / f"test-{self.worker}-{os.getpid()}-{next(self.number)}.sqlite3"
        shutil.copyfile(self.template, self.name)
        self._use(self.name)

    def tear_down(self) -> None:
        connections.close_all()
        if self.name:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.name}{suffix}").unlink(missing_ok=True)

    def _build(self) -> None:
        draft = self.template.with_suffix(f".{os.getpid()}")
        earlier = [path for name in earlier_templates() if (path := TEMPLATES / f"{name}.sqlite3").exists()]
        if earlier:
            shutil.copyfile(earlier[0], draft)
        self._use(draft)
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        draft.rename(self.template)
        remember(self.template.stem)
        for old in sorted(TEMPLATES.glob("*.sqlite3"), key=os.path.getmtime)[:-KEEP_TEMPLATES]:
            old.unlink()

    def _use(self, name: Path) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(name)


class PostgresCopies:
    def __init__(self, worker: str) -> None:
        self.name = f"test_portal_{os.getpid()}_{worker}"
        self.template = f"test_portal_template_{migrations_key()}"

    def set_up(self) -> None:
        with one_at_a_time(TEMPLATES / "lock"):
            if not self._exists(self.template):
                self._build()
        self.restore()

    def restore(self) -> None:
        connections.close_all()
        self._do(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        self._use(self.name)

    def tear_down(self) -> None:
        connections.close_all()
        self._do(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _build(self) -> None:
        draft = f"{self.template}_draft"
        self._do(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        earlier = [name for name in earlier_templates() if self._exists(name)]
        self._do(f'CREATE DATABASE "{draft}"' + (f' TEMPLATE "{earlier[0]}"' if earlier else ""))
        self._use(draft)
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        self._do(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')
        remember(self.template)

    def _do(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def _exists(self, name: str) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _use(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name


def copies(worker: str) -> SqliteCopies | PostgresCopies:
    return SqliteCopies(worker) if connection.vendor == "sqlite" else PostgresCopies(worker)


def restore_instead_of_flush(database: SqliteCopies | PostgresCopies) -> None:
    """Let tests that commit end by a fresh copy: Django's flush would take Wagtail's root page away."""

    def _fixture_teardown(self: TransactionTestCase) -> None:
        database.restore()

    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]  # on purpose
