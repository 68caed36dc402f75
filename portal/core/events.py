"""How an app tells the others what has happened."""

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send `signal` once the transaction commits; a failing listener is logged and never undoes the fact."""

    def send() -> None:
        for receiver, answer in signal.send_robust(sender=sender, **facts):
            if isinstance(answer, Exception):
                logger.error("Listener %s failed", getattr(receiver, "__qualname__", receiver), exc_info=answer)

    transaction.on_commit(send)
