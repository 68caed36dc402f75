"""Do what is done by itself, each when it is due, until stopped."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from portal.core import clock

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due by the clock. Any number of these may run: each turn is done once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two looks at what is due")

    def handle(self, *args: Any, once: bool, interval: float, **options: Any) -> None:
        if once:
            self.stdout.write(f"done: {', '.join(clock.turn()) or 'nothing was due'}")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._look(stop)
            stop.wait(interval)

    def _look(self, stop: threading.Event) -> None:
        """Do what is due. A database that is away is waited for."""
        try:
            clock.turn(stop=stop)
            settings.CLOCK_ALIVE_FILE.touch()
        except DatabaseError:
            logger.exception("The clock could not ask what is due")
        finally:
            close_old_connections()
