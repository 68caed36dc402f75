"""Telling a person at their next page how what they asked for went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from portal.core.exceptions import DomainError


@contextmanager
def told(request: HttpRequest, done: str) -> Iterator[None]:
    """Tell whoever asks that it is `done`, or in the words of the rule why the block was refused."""
    try:
        yield
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
