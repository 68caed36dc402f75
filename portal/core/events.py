"""How an app tells the others what has happened."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)

Recorder = Callable[..., None]
_recorders: dict[Signal, list[Recorder]] = defaultdict(list)


def records(*signals: Signal) -> Callable[[Recorder], Recorder]:
    """Let the decorated function write down the facts of `signals` in the transaction that makes them.

    For the few rows that must be there even if the process dies right after the commit: what is to be sent
    outside. All else listens to the signal, and is told once the fact stands.
    """

    def register(recorder: Recorder) -> Recorder:
        for signal in signals:
            _recorders[signal].append(recorder)
        return recorder

    return register


def announce(signal: Signal, sender: Any, **facts: Any) -> None:
    """Send `signal` once the transaction commits; a failing listener is logged and never undoes the fact.

    Who records it does so at once: their rows stand or fall with the fact.
    """

    def send() -> None:
        for receiver, answer in signal.send_robust(sender=sender, **facts):
            if isinstance(answer, Exception):
                _complain(receiver, answer)

    for recorder in _recorders.get(signal, ()):
        try:
            with transaction.atomic():
                recorder(**facts)
        except Exception as error:
            _complain(recorder, error)
    transaction.on_commit(send)


def _complain(listener: Any, error: Exception) -> None:
    logger.error("Listener %s failed", getattr(listener, "__qualname__", listener), exc_info=error)
