"""What loading a pack makes, changes and takes away, in words; and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.exceptions import DomainError

M = TypeVar("M", bound=models.Model)

MADE, CHANGED, RETIRED, REMOVED = "made", "changed", "retired", "removed"
VERBS = {
    MADE: _("new"),
    CHANGED: _("changed"),
    RETIRED: _("no longer offered"),
    REMOVED: _("removed"),
}


class InTheWay(DomainError):
    """What is here does not let the pack in; `reasons` say what."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@dataclass(frozen=True)
class Change:
    verb: str
    kind: str
    name: str
    #: (what, before, now).
    details: tuple[tuple[str, str, str], ...] = ()

    @property
    def verb_in_words(self) -> str:
        return str(VERBS[self.verb])

    def __str__(self) -> str:
        said = "; ".join(f"{what}: “{before}” → “{now}”" for what, before, now in self.details)
        return f"{self.kind} “{self.name}”: {self.verb_in_words}" + (f" ({said})" if said else "")


@dataclass
class Diary:
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def made(self, kind: str, name: str) -> None:
        self.changes.append(Change(MADE, kind, name))

    def changed(self, kind: str, name: str, details: list[tuple[str, str, str]]) -> None:
        """Note a change; of what is new in this loading it goes without saying."""
        if Change(MADE, kind, name) not in self.changes:
            self.changes.append(Change(CHANGED, kind, name, tuple(details)))

    def retired(self, kind: str, name: str) -> None:
        self.changes.append(Change(RETIRED, kind, name))

    def removed(self, kind: str, name: str) -> None:
        self.changes.append(Change(REMOVED, kind, name))

    def refuse(self, reason: str) -> None:
        self.reasons.append(reason)

    def refuse_if_any(self) -> None:
        if self.reasons:
            raise InTheWay(self.reasons)


def save(row: M, kind: str, values: dict[str, Any], diary: Diary, *, called: str = "") -> M:
    """Give `row` the `values` if they differ, and note it."""
    is_new = row._state.adding
    before = {} if is_new else {name: getattr(row, name) for name in values}
    differing = {name: value for name, value in values.items() if is_new or before[name] != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if is_new or differing:
        row.save()
    if is_new:
        diary.made(kind, called or str(row))
    elif differing:
        said = [(_words(row, name), _shown(before[name]), _shown(value)) for name, value in differing.items()]
        diary.changed(kind, called or str(row), said)
    return row


def _words(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(each["kind"] for each in value)
    return "" if value is None else str(value)
