"""What is kept about people: each app declares in its `privacy.py` how it is handed out and how it is erased.

`gaps()` names every field about a person that nobody declared; a test keeps it empty.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Shorter ones hold codes, currencies, versions.
SHORTEST_TEXT = 16
StoredFile = tuple[Storage, str]


class Erase(enum.Enum):
    DELETE = "delete"
    PSEUDONYMISE = "pseudonymise"
    KEEP = "keep"


@dataclass
class Erasing:
    """One erasure under way, as rules with a way of their own see it."""

    person: Any
    pseudonym: str
    #: Every address they logged in with, in small letters.
    emails: frozenset[str]
    now: datetime
    #: {model label: primary keys} of what is theirs, noted before the first row went.
    owned: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the rows of one model that are about a person are handed out and erased."""

    model: str
    #: Lookups from a row to the people whom it is about.
    people: tuple[str, ...]
    erase: Erase
    #: Fields in the person's copy, a function from a row to its part of the copy, or None: not handed out.
    export: tuple[str, ...] | Callable[[Any], dict[str, Any]] | None = None
    #: For KEEP, and for what is not handed out: why.
    reason: str = ""
    #: For PSEUDONYMISE: what takes the place of the values; functions are asked with the Erasing.
    blank: Mapping[str, Any] = field(default_factory=dict)
    #: Fields that were thought of and left out of the copy: secrets, codes, somebody else's.
    left_out: tuple[str, ...] = ()
    #: Erases the queryset of rows in place of the usual way.
    erase_with: Callable[[models.QuerySet[Any], Erasing], None] | None = None
    #: Stored files of a row beside those its file fields name.
    files: Callable[[Any], Iterable[StoredFile]] | None = None
    #: Chooses the rows where lookups are not enough.
    choose: Callable[[Any], models.QuerySet[Any]] | None = None
    #: Whether models that inherit its table are declared with it.
    with_heirs: bool = False

    def __post_init__(self) -> None:
        if (self.erase is Erase.KEEP or self.export is None) and not self.reason:
            raise ValueError(f"The rule for {self.model} lacks its reason.")
        if self.erase is Erase.PSEUDONYMISE and not (self.blank or self.erase_with):
            raise ValueError(f"The rule for {self.model} does not say what takes the values' place.")

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, person: Any) -> models.QuerySet[Any]:
        """Return what is about `person`, oldest first."""
        if self.choose:
            return self.choose(person)
        found = Q()
        for lookup in self.people:
            found |= Q(**{lookup: person})
        manager = self.model_class._default_manager if self.erase_with else self.model_class._base_manager
        return manager.filter(pk__in=manager.filter(found).values("pk")).order_by("pk")

    def stored_files(self, row: Any) -> Iterator[StoredFile]:
        """Yield where the bytes of `row` lie."""
        for each in file_fields(type(row)):
            value = getattr(row, each.attname)
            if value:
                yield value.storage, value.name
        if self.files:
            yield from self.files(row)

    def names(self, field: models.Field[Any, Any]) -> bool:
        """Whether this rule has thought of `field`."""
        named = {lookup.split("__")[0] for lookup in self.people} | {*self.blank, *self.left_out}
        if self.with_heirs and field.model._meta.label != self.model:
            return self.export is not None
        exported = self.export if isinstance(self.export, tuple) else ()
        return field.name in named or field.name in exported or EVERYTHING in exported


#: In a rule's `export`: every field of the model but those in `left_out`.
EVERYTHING = "*"

_batches: list[tuple[Rule, ...]] = []
_excuses: dict[str, str] = {}
_obstacles: list[Callable[[Any], str | _StrPromise]] = []


def declare(*rules: Rule) -> None:
    """Add an app's `rules`. Erasing goes through them in this order, and through the apps from the top down."""
    _batches.append(rules)


def excuse(reason: str, *labels: str) -> None:
    """Say why the models `labels`, though linked to something personal, hold nothing about a person."""
    _excuses.update(dict.fromkeys(labels, reason))


def obstacle(question: Callable[[Any], str | _StrPromise]) -> Callable[[Any], str | _StrPromise]:
    """Register `question`: asked with a person, it says why the account cannot be closed yet, or ""."""
    _obstacles.append(question)
    return question


def obstacles_of(person: Any) -> list[str]:
    """Return why the account of `person` cannot be closed yet, in words for them."""
    return [str(words) for question in obstacles() if (words := question(person))]


def obstacles() -> list[Callable[[Any], str | _StrPromise]]:
    """Return every question before an account is closed; loads the apps' `privacy` modules the first time."""
    autodiscover_modules("privacy")
    return list(_obstacles)


def rules() -> list[Rule]:
    """Return every rule in the order of declaration; loads the apps' `privacy` modules the first time."""
    autodiscover_modules("privacy")
    return [rule for batch in _batches for rule in batch]


def rules_for_erasing() -> list[Rule]:
    """Return every rule so that nothing goes before what hangs on it: apps from the top down."""
    autodiscover_modules("privacy")
    return [rule for batch in reversed(_batches) for rule in batch]


def file_fields(model: type[models.Model]) -> list[models.FileField]:
    return [each for each in model._meta.concrete_fields if isinstance(each, models.FileField)]


# Coverage ------------------------------------------------------------------------------------------------


def gaps(among: Iterable[Rule] | None = None, tables: Iterable[type[models.Model]] | None = None) -> list[str]:
    """Return every field about a person, as "app.Model.field", that no rule names."""
    known = list(among) if among is not None else rules()
    every = list(tables) if tables is not None else list(apps.get_models())
    found = []
    personal = _linked_to_people(every)
    for model in every:
        if model._meta.proxy or model._meta.label in _excuses:
            continue
        own = _rules_of(model, known)
        wanted = [*_person_fields(model), *(_texts(model) if model in personal else ())]
        found += [
            f"{model._meta.label}.{each.name}" for each in wanted if not any(rule.names(each) for rule in own)
        ]
    return found


def _rules_of(model: type[models.Model], known: list[Rule]) -> list[Rule]:
    above = {parent._meta.label for parent in model._meta.get_parent_list()}
    return [rule for rule in known if rule.model == model._meta.label or (rule.with_heirs and rule.model in above)]


def _person_fields(model: type[models.Model]) -> list[Any]:
    """Return the model's own fields that point at people."""
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [each for each in own if each.is_relation and _is_person(each.related_model)]


def _is_person(model: Any) -> bool:
    return isinstance(model, type) and getattr(model, "_meta").label == settings.AUTH_USER_MODEL  # noqa: B009


def _texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the model's own fields in which somebody may have written, or stored a file."""
    return [each for each in model._meta.local_fields if _is_text(each)]


def _is_text(field: models.Field[Any, Any]) -> bool:
    if field.choices:
        return False
    if isinstance(field, (models.TextField, models.JSONField, models.FileField)):
        return True
    return isinstance(field, models.CharField) and (field.max_length or SHORTEST_TEXT) >= SHORTEST_TEXT


def _linked_to_people(every: list[type[models.Model]]) -> set[type[models.Model]]:
    """Return the models that a chain of foreign keys leads from to a person."""
    linked = {model for model in every if _is_person(model) or _person_fields(model)}
    while True:
        further = {
            model
            for model in every
            if model not in linked
            for each in model._meta.local_fields
            if each.is_relation and each.related_model in linked
        }
        if not further:
            return linked
        linked |= further
