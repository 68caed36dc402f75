"""Databases of a bench's own, beside the one that DATABASE_URL names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def own_database(name: str, *, settings: str = "bench_settings", keep: bool = False) -> Iterator[str]:
    """Make a database, set Django up on it and migrate; drop it in the end unless it is to be kept."""
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(url), autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there and not keep:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        if not there or not keep:
            server.execute(f"CREATE DATABASE {name}")
    own = urlunsplit(url._replace(path=f"/{name}"))
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE=settings, LOG_LEVEL="ERROR")
    sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield own
    finally:
        from django.db import connections

        connections.close_all()
        if hasattr(connections["default"], "close_pool"):
            connections["default"].close_pool()
        if not keep:
            with psycopg.connect(urlunsplit(url), autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
