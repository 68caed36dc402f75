"""Tables that are only ever added to: in Python by these bases, in PostgreSQL by a trigger."""

from __future__ import annotations

from typing import Any, NoReturn

import pgtrigger
from django.db import models


class HistoryIsFixed(TypeError):
    """Somebody tried to change or delete a row of a table that is only added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_: Any) -> NoReturn:
        raise HistoryIsFixed("These rows are never changed.")

    def delete(self) -> NoReturn:
        raise HistoryIsFixed("These rows are never deleted.")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise HistoryIsFixed("These rows are never changed.")


class AppendOnly(models.Model):
    """A row that stays as it was written. Let `Meta.triggers` of the heir be `[protect("some_name")]`."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsFixed("These rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise HistoryIsFixed("These rows are never deleted.")


def protect(name: str) -> Any:
    """Return the trigger that makes PostgreSQL refuse what Python refuses."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
