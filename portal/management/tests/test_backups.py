"""A backup is worth what a restore on an empty machine brings back. Both commands run as they do in earnest."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from mentorship.models import Project
from mentorship.services import projects
from portal.accounts.services import erasing
from portal.core import backups, stores
from portal.testing import cast, database, servers

NOW = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)
SET = "2026-03-02T040506Z"
WORDS = b"What the kiln did to the glaze"


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Backups on a disk, where another process finds them."""
    there = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "b")},
    }
    settings.STORAGES = {**settings.STORAGES, "dbbackup": there}
    settings.ERASURE_LIST = str(tmp_path / "erasures.jsonl")
    stores.private().save("journals/firing.txt", ContentFile(WORDS))
    yield tmp_path / "b"
    for store in (stores.private(), stores.public()):
        for name in list(backups._walk(store)):
            store.delete(name)


class Machine:
    """One with nothing on it: a folder and a database of its own."""

    def __init__(self, folder: Path, shelf: Path) -> None:
        self.folder = folder
        self.name = f"restored_{uuid.uuid4().hex[:12]}"
        if connection.vendor == "postgresql":
            self._ask(f'CREATE DATABASE "{self.name}"')
            address = servers._address_of_database().rpartition("/")[0] + f"/{self.name}"
        else:
            address = f"sqlite:///{folder / 'restored.sqlite3'}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": address,
            "REDIS_URL": "",
            "VAR_DIR": str(folder),
            "BACKUP_DIR": str(shelf),
        }

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  our own
            [sys.executable, "manage.py", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def migrate(self) -> None:
        """Leave its database as `manage.py migrate` does, in a blink."""
        template = database.copies("").template
        if connection.vendor == "postgresql":
            self.go()
            self._ask(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        else:
            shutil.copyfile(template, self.folder / "restored.sqlite3")

    def titles(self) -> list[str]:
        told = self.manage("shell", "--no-imports", "-c", TITLES)
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout.splitlines()[-1])

    def go(self) -> None:
        if connection.vendor == "postgresql":
            self._ask(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _ask(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


TITLES = """
import json
from mentorship.models import Project
print(json.dumps(list(Project.objects.values_list("title", flat=True))))
"""


@pytest.fixture
def machine(transactional_db: None, tmp_path: Path, shelf: Path) -> Iterator[Machine]:
    empty = Machine(tmp_path, shelf)
    yield empty
    empty.go()


def make_work(title: str) -> Project:
    person = cast.person(f"Maker of {title}", "participant")
    return projects.create(owner=person, by=person, title=title, media_type="object")


@pytest.mark.slow
def test_an_empty_machine_becomes_what_the_other_was(machine: Machine, settings: Any) -> None:
    make_work("Bowl")
    gone = make_work("Jug")
    backups.take(now=NOW)
    make_work("Too late")
    erasing.erase(user=gone.owner, now=NOW)
    Path(settings.ERASURE_LIST).write_text(
        json.dumps({"number": gone.owner_id, "at": (NOW + timedelta(days=900)).isoformat()}) + "\n"
    )

    told = machine.manage("restore")

    assert told.returncode == 0, told.stdout + told.stderr
    assert "1 accounts erased again" in told.stdout
    assert "problems: 0" in told.stdout
    assert machine.titles() == ["Bowl"]
    assert (machine.folder / "private" / "journals" / "firing.txt").read_bytes() == WORDS
    again = machine.manage("restore", SET)
    assert again.returncode == 1
    assert "--over" in again.stderr
    assert machine.manage("restore", SET, "--over").returncode == 0


@pytest.mark.django_db(transaction=True)
def test_a_damaged_file_is_noticed_before_anything_changes(shelf: Path) -> None:
    backups.take(now=NOW)
    (content,) = (path for path in shelf.glob("files/*/*") if path.read_bytes() == WORDS)
    content.chmod(0o600)
    content.write_bytes(WORDS.swapcase())

    with pytest.raises(CommandError, match="is damaged"):
        call_command("backup", verify=SET)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", SET, over=True)

    content.unlink()
    assert backups.verify(SET) == ["private:journals/firing.txt is missing"]


@pytest.mark.django_db(transaction=True)
def test_half_a_set_is_none(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backups.take(now=NOW)
    monkeypatch.setattr(backups, "_keep_erasures", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        backups.take(now=NOW + timedelta(days=1))

    assert backups.sets() == [SET]
    monkeypatch.undo()
    backups.take(now=NOW + timedelta(days=2))
    backups.forget(keep=1)
    assert {path.parent.name for path in shelf.glob("sets/*/*")} == {"2026-03-04T040506Z"}


@pytest.mark.django_db(transaction=True)
def test_what_was_deleted_leaves_the_backups_when_the_last_set_that_has_it_goes(settings: Any) -> None:
    settings.BACKUP_KEEP = 2
    first = backups.take(now=NOW)
    stores.private().delete("journals/firing.txt")
    backups.take(now=NOW + timedelta(days=1))
    pooled = list(backups._walk(backups.place(), "files"))

    third = backups.take(now=NOW + timedelta(days=2))

    assert first.new >= 1
    assert third.new == 0
    assert len(pooled) == len(list(backups._walk(backups.place(), "files"))) + 1
    assert first.name not in backups.sets()


@pytest.mark.django_db(transaction=True)
def test_the_clock_takes_one_a_day(settings: Any) -> None:
    assert not backups.is_due(now=NOW), "no hours are named"
    settings.BACKUP_EVERY_HOURS = 24

    assert backups.is_due(now=NOW)
    backups.take(now=NOW)

    assert not backups.is_due(now=NOW + timedelta(hours=23))
    assert backups.is_due(now=NOW + timedelta(hours=24))


@pytest.mark.skipif(not shutil.which("gpg"), reason="GnuPG is not installed")
@pytest.mark.django_db(transaction=True)
def test_whoever_finds_an_encrypted_set_reads_nothing(
    shelf: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(tempfile.mkdtemp(prefix="gpg"))  # not below tmp_path: a socket's path must be short
    monkeypatch.setenv("GNUPGHOME", str(home))
    made = [
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "backups@example.org",
        "default",
        "default",
        "never",
    ]
    subprocess.run(["gpg", *made], check=True, capture_output=True)  # noqa: S603, S607
    settings.BACKUP_GPG_RECIPIENT = "backups@example.org"
    try:
        backups.take(now=NOW)

        for path in shelf.rglob("*"):
            if path.is_file() and path.name != "contents":
                assert b"firing" not in path.read_bytes()
                assert WORDS not in path.read_bytes()
        assert backups.verify(SET) == []
        storages["private"].delete("journals/firing.txt")
        assert backups.restore_files(SET) >= 1
        assert storages["private"].open("journals/firing.txt").read() == WORDS
        shutil.rmtree(home)
        assert backups.verify(SET)[0].startswith("The set cannot be read")
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], check=False)  # noqa: S607
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clocks_take_one_backup() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [backups.LOCK])
        with pytest.raises(backups.BackupRefused, match="Another process"):
            backups.take(now=NOW)
    other.close()
    assert backups.take(now=NOW).name == SET
