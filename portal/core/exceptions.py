"""Refusals that a person may read. Each app derives its own beside the function that raises it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DomainError(Exception):
    """A rule of the product said no; `message` is worded for the person who asked."""

    message: str | _StrPromise = "This is not possible."

    def __init__(self, message: str | _StrPromise = "") -> None:
        self.message = str(message or self.message)
        super().__init__(self.message)


class NotAllowed(DomainError):
    """The person may not do this."""

    message = "You may not do this."
