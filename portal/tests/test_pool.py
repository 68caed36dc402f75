"""The real PgBouncer with deploy/pool/pgbouncer.ini: many connections share two, and none disturbs another."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import load_backend

from portal.core.models import JobWorker
from portal.testing.races import all_at_once
from portal.tests.test_caddy import free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed"),
]


@pytest.fixture
def pooled(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Settings of this test's database, reached through the pool."""
    own, port = dict(connection.settings_dict), free_port()
    text = (settings.ROOT / "deploy/pool/pgbouncer.ini").read_text()
    for there, here in {
        "host=db port=5432": f"host={own['HOST']} port={own['PORT'] or 5432} user={own['USER']}",
        "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /tmp/users.txt": "",
        "default_pool_size = 40": "default_pool_size = 2",
    }.items():
        assert text.count(f"{there}\n") == 1, there
        text = text.replace(f"{there}\n", f"{here}\n")
    file = tmp_path / "pgbouncer.ini"
    file.write_text(text)
    with (tmp_path / "log").open("w") as log:
        pool = subprocess.Popen(["pgbouncer", "-u", "nobody", str(file)], stderr=log)  # noqa: S603, S607  Debian's
        try:
            _wait_until_it_listens(port, pool, tmp_path / "log")
            yield {**own, "HOST": "127.0.0.1", "PORT": port, "OPTIONS": {}, "DISABLE_SERVER_SIDE_CURSORS": True}
        finally:
            pool.kill()
            pool.wait()


def _wait_until_it_listens(port: int, pool: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert pool.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def test_what_one_sets_for_a_transaction_reaches_no_other_and_all_are_served(pooled):
    JobWorker.objects.bulk_create(
        JobWorker(name=str(number), seen_at="2026-01-01T00:00Z") for number in range(300)
    )
    backend = load_backend(pooled["ENGINE"])

    def ask() -> tuple[set[str], int, int, str]:
        own = backend.DatabaseWrapper(pooled, "default")
        seen, pids = set(), 0
        try:
            for _round in range(10):
                with own.cursor() as cursor:
                    cursor.execute("SELECT current_setting('lock_timeout')")
                    seen.add(cursor.fetchone()[0])
                own.set_autocommit(False)
                with own.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', '7s', true), pg_backend_pid()")
                    cursor.execute("SELECT current_setting('lock_timeout') = '7s'")
                    pids += cursor.fetchone()[0]
                own.commit()
                own.set_autocommit(True)
            connections["default"] = own  # of this thread
            rows = len(list(JobWorker.objects.iterator(chunk_size=100)))
            with own.cursor() as cursor:
                cursor.execute("SELECT current_setting('TimeZone')")
                return seen, pids, rows, cursor.fetchone()[0]
        finally:
            own.close()

    answers = all_at_once(ask, 20)

    assert answers == [({"0"}, 10, 300, "UTC")] * 20


def test_the_database_has_only_as_many_connections_as_the_pool_keeps(pooled):
    where = {"host": "127.0.0.1", "port": pooled["PORT"], "dbname": pooled["NAME"], "user": pooled["USER"]}
    many = [psycopg.connect(**where, autocommit=True) for _ in range(30)]
    try:
        numbers = {each.execute("SELECT pg_backend_pid()").fetchone()[0] for each in many}
    finally:
        for each in many:
            each.close()

    assert len(numbers) <= 2
