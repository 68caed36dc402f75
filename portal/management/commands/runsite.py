"""From a fresh checkout to a running site: migrate, load the demo once, say where, serve, work jobs off."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.management.commands import seed_demo


class Command(BaseCommand):
    help = "Migrate if needed, load the demo once, and serve HTTP and websockets."
    requires_system_checks = []  # they take seconds and `make check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("runsite is for development; production runs an ASGI server (README, Deployment).")
        if self._is_behind():
            self.stdout.write("Preparing the database (some minutes, once) …")
            self.stdout.flush()
            with seed_demo.quiet():
                call_command("migrate", verbosity=0, interactive=False)
        if not seed_demo.is_loaded():
            self.stdout.write("Loading the demo …")
            self.stdout.flush()
            call_command("seed_demo")
        self._welcome(f"http://{host}:{port}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
        with self._fakes(), self._worker():
            uvicorn.run("portal.asgi:application", host=host, port=port, log_level="warning", ws_max_size=65_536)

    @contextmanager
    def _worker(self) -> Iterator[None]:
        """Let a process beside this one work jobs off; it ends with this one, even when that is killed."""
        manage = str(settings.ROOT / "manage.py")
        worker = subprocess.Popen([sys.executable, manage, "run_jobs", "--with-parent"])  # noqa: S603  our own
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=60)

    @contextmanager
    def _fakes(self) -> Iterator[None]:
        """Let the payment providers' doubles listen beside the site, if the environment asks for them."""
        if not settings.FAKES:
            yield
            return
        from shop.payments.fakes import stand

        with stand.open_for_business():
            yield

    def _is_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def _welcome(self, address: str) -> None:
        rows = "\n".join(f"    {email:<22} {what}" for email, what in seed_demo.LOGINS)
        self.stdout.write(
            f"""
  {settings.SITE_NAME} is at {address}/

    {address}/people/   portfolios        {address}/works/   works
    {address}/shop/     the shop          {address}/cms/     the CMS
    {address}/style-guide/   every component

  Log in with the password {seed_demo.PASSWORD}:
{rows}

  Mails are written to {settings.EMAIL_FILE_PATH}. Stop with Ctrl-C; your data stays.
"""
        )
        self.stdout.flush()
