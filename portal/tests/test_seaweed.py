"""The real object store, started as docker-compose.objects.yml does, keeps what our storages expect of one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portal.core import buckets
from portal.testing import composed, objects
from portal.testing.objects import KEY, SECRET, ObjectStore

pytestmark = pytest.mark.skipif(not shutil.which("weed"), reason="SeaweedFS is not installed")

#: What listens in it, each also at a port that is larger by 10,000.
DOORS = ("master", "volume", "filer", "s3")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("seaweed")
    ports = dict(zip(DOORS, free_ports(), strict=True))
    started = composed.of("docker-compose.objects.yml")["services"]["objects"]["command"]
    words = [word.replace("s3.ip.bind=0.0.0.0", "s3.ip.bind=127.0.0.1") for word in started]
    words += [f"-dir={folder}", *(f"-{name}.port={port}" for name, port in ports.items())]
    keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    with (folder / "log").open("w") as log:
        weed = subprocess.Popen(  # noqa: S603  the program of the file
            ["weed", *words],  # noqa: S607
            env={"PATH": os.environ["PATH"], "HOME": str(folder), **keys},
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{ports['s3']}"
        try:
            wait_until_it_answers(f"{url}/healthz", weed, folder / "log")
            yield url
        finally:
            weed.kill()  # nothing of it is wanted again
            weed.wait(timeout=60)


def free_ports() -> list[int]:
    """Return as many as it needs, of which those above are free too."""
    found: list[int] = []
    for port in range(21_000 + os.getpid() % 1000 * 10, 50_000):
        if all(is_free(each) for each in (port, port + 10_000)):
            found.append(port)
        if len(found) == len(DOORS):
            break
    return found


def is_free(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) != 0


def wait_until_it_answers(url: str, weed: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(url):  # noqa: S310  on this machine
                return
        except (URLError, ConnectionError):
            assert weed.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)


@pytest.fixture
def kept(address: str) -> Iterator[dict[str, Any]]:
    made = ObjectStore(url=address).storages()
    found = {name: storages.create_storage(options) for name, options in made.items()}
    buckets.prepare(found["public"], is_read_by_all=True)
    buckets.prepare(found["dbbackup"], is_read_by_all=False)
    yield found
    for storage in found.values():
        storage.connection.meta.client.close()


def test_anybody_reads_public_files_and_nothing_else(address: str, kept: dict[str, Any]) -> None:
    bucket, shelf = f"{address}/{objects.BUCKET}", f"{address}/{objects.SHELF}"
    kept["public"].save("pictures/jug.txt", ContentFile(b"a jug"))
    kept["private"].save("works/jug.txt", ContentFile(b"an original"))
    kept["dbbackup"].save("sets/1/database", ContentFile(b"everything"))

    status, headers, body = objects.fetch(f"{bucket}/public/pictures/jug.txt")
    assert (status, body) == (200, b"a jug")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    closed = (
        "private/works/jug.txt",
        "public/../private/works/jug.txt",
        "public/%2e%2e/private/works/jug.txt",
        "",
    )
    for path in closed:
        assert objects.fetch(f"{bucket}/{path}")[0] in (400, 403), path
    assert objects.fetch(f"{shelf}/private/sets/1/database")[0] == 403
    signed = kept["private"].url("works/jug.txt", parameters={"ResponseCacheControl": "no-store"})
    assert objects.fetch(signed)[0] == 200
    assert objects.fetch(signed.replace("jug.txt", "pot.txt"))[0] == 403


def test_what_is_kept_is_found_listed_and_deleted(kept: dict[str, Any]) -> None:
    private, film = kept["private"], bytes(range(256)) * 40_000
    private.save("many/film.bin", ContentFile(film))
    for number in range(1005):
        private.connection.meta.client.put_object(
            Bucket=objects.BUCKET, Key=f"private/many/{number:04}.txt", Body=b"a"
        )
    private.save("many/folder/a.txt", ContentFile(b"a"))

    folders, files = private.listdir("many")
    assert (folders, len(files)) == (["folder"], 1006)
    with private.open("many/film.bin") as stored:
        assert stored.read() == film
    private.delete("many/film.bin")
    assert not private.exists("many/film.bin")
    with pytest.raises(FileNotFoundError):
        private.open("many/film.bin")
    assert private.listdir("none") == ([], [])
