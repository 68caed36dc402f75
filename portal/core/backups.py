"""Sets of backups: the database by django-dbbackup, every stored file once, and a list of what belongs together.

In the storage `dbbackup` lie:

- `sets/<UTC time>/database`: what `pg_dump` or SQLite's backup wrote;
- `sets/<UTC time>/manifest`: JSON, which file of which storage has which content;
- `sets/<UTC time>/contents`: the SHA-256 of each file, a line each. Written last: a set without it is not whole;
- `files/ab/abcd…`: a file's content under its SHA-256, shared by all sets, so that a day costs what is new in it;
- `erasures.jsonl`: whom nobody may bring back.

With a recipient (`BACKUP_GPG_RECIPIENT`) database, manifest and files are encrypted to their key by GnuPG, and the
machine that takes backups cannot read them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import gnupg
from dbbackup.db.base import get_connector
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import connection

logger = logging.getLogger(__name__)

#: What is kept of people's files; whatever else a chapter adds belongs here too.
KEPT = ("private", "public")
NAME = "%Y-%m-%dT%H%M%SZ"
ERASURES = "erasures.jsonl"
CHUNK = 1024 * 1024
#: Any number that no other lock of this database uses.
LOCK = 7_102_031


class BackupRefused(Exception):
    """The reason is for whoever runs the command."""


class Unreadable(Exception):
    """What lies there cannot be decrypted."""


@dataclass(frozen=True)
class KeptFile:
    storage: str
    name: str
    bytes: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.storage}:{self.name}"


@dataclass(frozen=True)
class Taken:
    name: str
    files: int
    new: int
    bytes: int


def place() -> Storage:
    """Return where backups lie."""
    return storages["dbbackup"]


# Taking one.


def take(*, now: datetime) -> Taken:
    """Write a set named by `now`, and forget the sets above `BACKUP_KEEP`.

    The database is written first: a file that comes later is one too many, not one too few. Raises `BackupRefused`
    while another process takes one, and inside a transaction, whose end SQLite would wait for.
    """
    if connection.in_atomic_block:
        raise BackupRefused("A backup is taken outside of transactions.")
    with _alone():
        name = now.astimezone(UTC).strftime(NAME)
        folder = f"sets/{name}"
        if place().exists(f"{folder}/contents"):
            raise BackupRefused(f"There is a set {name}.")
        with get_connector().create_dump() as dump:
            _write(f"{folder}/database", dump)
        kept = [each for storage in KEPT for each in _keep_files(storage)]
        manifest = {
            "taken_at": now.isoformat(),
            "engine": connection.vendor,
            "files": [asdict(k) for k, _ in kept],
        }
        _write(f"{folder}/manifest", ContentFile(json.dumps(manifest).encode()))
        contents = sorted({each.sha256 for each, _ in kept})
        _keep_erasures()
        place().save(f"{folder}/contents", ContentFile("\n".join(contents).encode()))
        forget(keep=settings.BACKUP_KEEP)
        sizes = sum(each.bytes for each, _ in kept)
        return Taken(name=name, files=len(kept), new=sum(new for _, new in kept), bytes=sizes)


def is_due(*, now: datetime) -> bool:
    """Whether the newest set is older than `BACKUP_EVERY_HOURS`; never, if that is 0."""
    if not settings.BACKUP_EVERY_HOURS:
        return False
    newest = taken_at(names[0]) if (names := sets()) else None
    return newest is None or now - newest >= timedelta(hours=settings.BACKUP_EVERY_HOURS)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process of all machines in. SQLite has one machine, whose clock takes one at a time."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BackupRefused("Another process takes a backup at this moment.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _keep_files(storage: str) -> Iterator[tuple[KeptFile, bool]]:
    for name in _walk(storages[storage]):
        try:
            with storages[storage].open(name) as stored:
                digest, size = _digest(stored)
                pooled = _pooled(digest)
                new = not place().exists(pooled)
                if new:
                    _write(pooled, stored)
        except FileNotFoundError:
            logger.info("A file went while the backup was taken: its row is gone too.")
            continue
        yield KeptFile(storage=storage, name=name, bytes=size, sha256=digest), new


def _walk(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nobody has stored anything yet
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from _walk(storage, f"{folder}/{name}" if folder else name)


def _pooled(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"


def _digest(stored: Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stored.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    stored.seek(0)
    return digest.hexdigest(), size


def _write(name: str, content: Any) -> None:
    content.seek(0)
    if place().exists(name):
        place().delete(name)
    if not settings.BACKUP_GPG_RECIPIENT:
        place().save(name, File(content, name=name))
        return
    with _beside() as path:
        sealed = gnupg.GPG().encrypt_file(
            content, [settings.BACKUP_GPG_RECIPIENT], always_trust=True, armor=False, output=str(path)
        )
        if not sealed.ok:
            raise BackupRefused(f"GnuPG could not encrypt: {sealed.status}")
        with path.open("rb") as closed:
            place().save(name, File(closed, name=name))


@contextmanager
def _read(name: str) -> Iterator[IO[bytes]]:
    with place().open(name) as stored:
        if not settings.BACKUP_GPG_RECIPIENT:
            yield stored
            return
        with _beside() as path:
            opened = gnupg.GPG().decrypt_file(
                stored, passphrase=settings.BACKUP_GPG_PASSPHRASE or None, output=str(path)
            )
            if not opened.ok:
                raise Unreadable(f"GnuPG could not decrypt: {opened.status}")
            with path.open("rb") as plain:
                yield plain


@contextmanager
def _beside() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "backup"


# What there is, and until when.


def sets() -> list[str]:
    """Return the names of whole sets, newest first."""
    try:
        folders, _ = place().listdir("sets")
    except FileNotFoundError:
        return []
    return sorted((name for name in folders if place().exists(f"sets/{name}/contents")), reverse=True)


def taken_at(name: str) -> datetime:
    """Return when the set of this name was taken; raises ValueError for what is no name of a set."""
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)


def forget(*, keep: int) -> int:
    """Delete the sets behind the newest `keep`, broken ones older than these, and contents that no set names.

    So an erased person's files leave the backups too. Returns how many files went.
    """
    whole = sets()
    if keep < 1 or not whole:
        return 0
    kept = set(whole[:keep])
    folders, _ = place().listdir("sets")
    for name in folders:
        if name not in kept and name < whole[0]:
            _, files = place().listdir(f"sets/{name}")
            for file in sorted(files):  # "contents" first: half a set is no set
                place().delete(f"sets/{name}/{file}")
    wanted = {digest for name in kept for digest in _contents(name)}
    unwanted = [name for name in _walk(place(), "files") if name.rpartition("/")[2] not in wanted]
    for name in unwanted:
        place().delete(name)
    return len(unwanted)


def _contents(name: str) -> list[str]:
    with place().open(f"sets/{name}/contents") as stored:
        digests: list[str] = stored.read().decode().split()
        return digests


# Bringing one back.


def verify(name: str) -> list[str]:
    """Read the whole set; return what is missing or not what it was, a line each."""
    faults = []
    try:
        manifest = _manifest(name)
        with _read(f"sets/{name}/database") as dump:
            if not dump.read(1):
                faults.append("The database's dump is empty.")
    except (FileNotFoundError, ValueError, Unreadable) as error:
        return [f"The set cannot be read: {error}"]
    for each in manifest:
        try:
            with _read(_pooled(each.sha256)) as content:
                found, _ = _digest(content)
        except (FileNotFoundError, Unreadable):
            faults.append(f"{each} is missing")
            continue
        if found != each.sha256:
            faults.append(f"{each} is damaged")
    return faults


def restore_database(name: str) -> None:
    """Put the set's database in place of ours."""
    with _read(f"sets/{name}/database") as stored, tempfile.TemporaryFile() as dump:
        shutil.copyfileobj(stored, dump)
        dump.seek(0)
        connection.close()
        if connection.vendor == "sqlite":
            for suffix in ("-wal", "-shm"):
                Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        connector = get_connector()
        # In one transaction the locks of all tables and indexes are more than PostgreSQL keeps room for.
        connector.single_transaction = False
        connector.restore_dump(dump)
        connection.close()


def restore_files(name: str, *, skip_faults: bool = False) -> int:
    """Write the set's files to their storages, over what lies there; return how many.

    Missing ones raise, unless `skip_faults`; `verify` has named them.
    """
    count = 0
    for each in _manifest(name):
        try:
            _restore_file(each)
        except (FileNotFoundError, Unreadable):
            if not skip_faults:
                raise
            continue
        count += 1
    return count


def _restore_file(each: KeptFile) -> None:
    storage = storages[each.storage]
    with _read(_pooled(each.sha256)) as content:
        if storage.exists(each.name):
            storage.delete(each.name)
        written = storage.save(each.name, File(content, name=each.name))
    if written != each.name:
        raise BackupRefused(f"{each} was stored as {written}.")


def restore_erasures() -> None:
    """Add to our list of the erased whom the backups' list knows."""
    if not place().exists(ERASURES):
        return
    ours = Path(settings.ERASURE_LIST)
    known = set(ours.read_text(encoding="utf-8").splitlines()) if ours.exists() else set()
    with place().open(ERASURES) as stored:
        lines = [line for line in stored.read().decode().splitlines() if line not in known]
    if lines:
        ours.parent.mkdir(parents=True, exist_ok=True)
        with ours.open("a", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")


def _keep_erasures() -> None:
    ours = Path(settings.ERASURE_LIST)
    if not ours.exists():
        return
    lines = ours.read_text(encoding="utf-8").splitlines()
    if place().exists(ERASURES):
        with place().open(ERASURES) as stored:
            lines += stored.read().decode().splitlines()
        place().delete(ERASURES)
    place().save(ERASURES, ContentFile(("\n".join(dict.fromkeys(lines)) + "\n").encode()))


def _manifest(name: str) -> list[KeptFile]:
    with _read(f"sets/{name}/manifest") as stored:
        return [KeptFile(**each) for each in json.load(stored)["files"]]
