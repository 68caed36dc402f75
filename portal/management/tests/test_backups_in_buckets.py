"""The drill of test_backups.py where files and backups lie in an object store, and from a disk into one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorship.models import Project
from mentorship.services import projects
from portal.accounts.services import erasing
from portal.core import backups, copies
from portal.management.tests.test_backups import NOW, WORDS, Machine
from portal.testing import cast, objects
from portal.testing.objects import ObjectStore
from portal.testing.uploads import picture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

#: The bucket of the machine that has nothing yet.
EMPTY = "chapter-again"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[ObjectStore]:
    settings.ERASURE_LIST = str(tmp_path / "erasures.jsonl")
    with objects.in_place(monkeypatch) as running:
        running.buckets[EMPTY] = {}
        running.page = 3
        yield running


@pytest.fixture
def machine(transactional_db: None, tmp_path: Path, store: ObjectStore) -> Iterator[Machine]:
    empty = Machine(tmp_path, tmp_path / "shelf")
    empty.environment |= {**store.environment(), "S3_BUCKET": EMPTY}
    yield empty
    empty.go()


def public_work(title: str) -> Project:
    person = cast.person(f"Maker of {title}", "participant")
    work = projects.create(owner=person, by=person, title=title, media_type="image", files=[picture()])
    projects.change_visibility(project=work, visibility="public", by=person)
    return work


def test_an_empty_machine_with_an_empty_bucket_becomes_what_the_other_was(
    machine: Machine, store: ObjectStore, settings: Any
) -> None:
    copies.tidy()  # takes away what an earlier test left
    public_work("Bowl")
    kept = set(store.objects)
    gone = public_work("Jug")
    its = set(store.objects) - kept
    taken = backups.take(now=NOW)
    erasing.erase(user=gone.owner, now=NOW)
    Path(settings.ERASURE_LIST).write_text(
        json.dumps({"number": gone.owner_id, "at": (NOW + timedelta(days=900)).isoformat()}) + "\n"
    )

    told = machine.manage("restore")

    assert told.returncode == 0, told.stdout + told.stderr
    assert "1 accounts erased again" in told.stdout
    assert "problems: 0" in told.stdout
    assert machine.titles() == ["Bowl"]
    assert {key.partition("/")[0] for key in its} == {"public", "private"}
    assert taken.files == len(kept | its)
    assert store.buckets[EMPTY] == store.objects
    assert set(store.objects) == kept
    assert machine.manage("backup", "--verify", taken.name).returncode == 0


def test_files_of_a_disk_lie_in_the_bucket_under_the_same_names(
    machine: Machine, store: ObjectStore, tmp_path: Path
) -> None:
    disk = {"S3_BUCKET": "", "BACKUP_BUCKET": "", "VAR_DIR": str(tmp_path / "disk")}
    for name, words in (("private/journals/firing.txt", WORDS), ("media/pictures/ab/a jug.webp", b"a jug")):
        file = tmp_path / "disk" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(words)
    in_bucket, machine.environment = machine.environment, machine.environment | disk
    machine.migrate()
    assert machine.manage("backup").returncode == 0

    machine.environment = in_bucket | {"BACKUP_BUCKET": ""}
    told = machine.manage("restore", "--over")

    assert told.returncode == 0, told.stdout + told.stderr
    moved = store.buckets[EMPTY]
    assert moved["private/journals/firing.txt"].data == WORDS
    assert moved["public/pictures/ab/a jug.webp"].cache_control.endswith("immutable")
