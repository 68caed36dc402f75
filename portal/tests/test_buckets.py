"""Files in an object store: how buckets come about, large files, long lists, and what happens while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import Profile, User
from portal.accounts.services import erasing, people
from portal.core import backups, stores
from portal.testing import objects, uploads
from portal.testing.objects import ObjectStore

NOW = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with objects.in_place(monkeypatch) as running:
        yield running


def test_buckets_are_made_once_and_only_public_files_are_given_to_everybody(
    store: ObjectStore, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STORAGES = {**settings.STORAGES, **store.storages()}
    store.buckets.clear()
    store.policies.clear()

    call_command("prepare_buckets")
    stores.public().save("pictures/jug.txt", ContentFile(b"a jug"))
    stores.private().save("works/jug.txt", ContentFile(b"an original"))
    backups.place().save("sets/1/database", ContentFile(b"everything"))
    call_command("prepare_buckets")

    said = capsys.readouterr().out
    assert f"{objects.BUCKET} is made." in said
    assert f"{objects.SHELF} was there." in said
    bucket, shelf = f"{store.url}/{objects.BUCKET}", f"{store.url}/{objects.SHELF}"
    assert objects.fetch(f"{bucket}/public/pictures/jug.txt")[2] == b"a jug"
    for closed in (f"{bucket}/private/works/jug.txt", f"{shelf}/private/sets/1/database", f"{bucket}/"):
        assert objects.fetch(closed)[0] == 403


def test_where_files_lie_on_the_disk_there_is_no_bucket_to_make(settings: Any) -> None:
    with pytest.raises(CommandError, match="S3_BUCKET"):
        call_command("prepare_buckets")


def test_a_file_of_many_parts_and_a_list_of_many_pages_are_whole(store: ObjectStore) -> None:
    words = bytes(range(256)) * 40_000
    store.page = 3
    stores.private().save("works/film.bin", ContentFile(words))
    for number in range(8):
        stores.private().save(f"works/{number}/a.txt", ContentFile(b"a"))
        stores.private().save(f"works/{number}.txt", ContentFile(b"a"))

    with stores.private().open("works/film.bin") as stored:
        assert stored.read() == words
    assert not store.parts
    folders, files = stores.private().listdir("works")
    assert folders == [str(number) for number in range(8)]
    assert files == [*(f"{number}.txt" for number in range(8)), "film.bin"]


@pytest.mark.django_db
def test_public_files_have_the_address_that_browsers_reach(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    with objects.in_place(monkeypatch, public_url="/media/") as store:
        stores.public().save("pictures/ab/a jug.txt", ContentFile(b"a jug"))
        store.policies.clear()

        address = stores.public().url("pictures/ab/a jug.txt")

        assert address == "/media/pictures/ab/a%20jug.txt"
        answer = client.get(address)
        assert b"".join(answer) == b"a jug"  # type: ignore[call-overload]  # it streams
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert client.get("/media/pictures/ab/none.txt").status_code == 404
        assert client.get("/media/../private/works/jug.txt").status_code == 404


def test_nobody_waits_minutes_for_a_store_and_nothing_large_lies_in_memory(store: ObjectStore) -> None:
    for name in ("public", "private", "dbbackup"):
        storage: Any = storages[name]
        reached = storage.connection.meta.client.meta.config
        assert reached.connect_timeout * reached.retries["total_max_attempts"] < 10
        assert reached.signature_version == "s3v4"
        assert 0 < storage.max_memory_size < 16 * 1024 * 1024


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_leaves_the_bucket(store: ObjectStore, participant: User) -> None:
    stores.private().save("works/of-somebody-else.txt", ContentFile(b"stays"))
    people.update_profile(profile=participant.profile, by=participant, avatar=uploads.picture())
    assert len(store.objects) > 1

    erasing.erase(user=participant, now=NOW)

    assert set(store.objects) == {"private/works/of-somebody-else.txt"}


@pytest.mark.django_db(transaction=True)
def test_while_the_store_is_away_nothing_is_lost_and_the_page_says_when_to_come_back(
    store: ObjectStore, participant: User
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(participant)
    page = "/my/profile/"
    typed = {"display_name": "Amina", "bio": "I weave.", "city": "", "country": "", "experience": ""}

    def upload() -> Any:
        return browser.post(page, {**typed, "avatar": uploads.picture("me.png", (300, 300), "PNG")})

    def kept() -> str:
        return str(Profile.objects.get(user=participant).avatar)

    store.is_away = True
    answer = upload()
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
    assert (kept(), store.objects) == ("", {})
    assert browser.get(page).status_code == 200

    store.is_away = False
    assert upload().status_code == 302
    assert f"private/{kept()}" in store.objects


@pytest.mark.django_db(transaction=True)
def test_whoever_runs_a_command_reads_in_a_line_that_the_store_is_away_or_refuses(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.is_away = True
    for command in ("backup", "restore"):
        with pytest.raises(CommandError, match="away or refuses us: Connection was closed"):
            call_command(command)
    assert store.buckets[objects.SHELF] == {}

    store.is_away = False
    made = store.storages()["dbbackup"]
    made["OPTIONS"]["secret_key"] = "another"
    monkeypatch.setitem(storages._storages, "dbbackup", storages.create_storage(made))  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=r"away or refuses us: .*403"):
        call_command("backup")
    backups.place().connection.meta.client.close()  # type: ignore[attr-defined]
