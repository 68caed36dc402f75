"""Many rows like one, written at once: for lists that are long."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Field, Model, UniqueConstraint

#: What makes a copy differ from all others, where it has to.
_serial = count(1001)
Below = Mapping[str, Any]


def again(
    row: Model, number: int, *, fresh: Mapping[str, Sequence[Any]] | None = None, **below: Below
) -> list[Any]:
    """Add `number` copies of `row`, and to each of them copies of what is `below` it: {relation: what is below}.

    `fresh` has a value for each copy, by the name of its field. What must not be twice differs by itself.
    """
    values = fresh or {}
    differing = list(_differing(row, values))
    made = [_copy(row, differing, {name: each[at] for name, each in values.items()}) for at in range(number)]
    type(row)._base_manager.bulk_create(made, batch_size=200)
    for name, further in below.items():
        for key, child in _children(row, name):
            again(child, number, fresh={key: made}, **further)
    return made


def _children(row: Model, name: str) -> Iterator[tuple[str, Any]]:
    relation: Any = row._meta.get_field(name)
    if relation.many_to_many:
        model = relation.remote_field.through
        key = next(each.name for each in model._meta.fields if each.related_model in type(row).__mro__)
    else:
        model, key = relation.related_model, relation.field.name
    for child in model._base_manager.filter(**{key: row}).order_by("pk"):
        yield key, child


def _copy(row: Model, differing: Sequence[Field[Any, Any]], values: Mapping[str, Any]) -> Model:
    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made._state.adding, made._state.fields_cache = True, {}
    made.pk = None
    for each in differing:
        setattr(made, each.attname, _other(each, getattr(row, each.attname)))
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _differing(row: Model, fresh: Mapping[str, Any]) -> Iterator[Field[Any, Any]]:
    """Yield the fields of promises that a copy would break; where something of them is fresh, it does not.

    Promises for some rows alone are not looked at.
    """
    meta = row._meta
    unique = [each for each in meta.constraints if isinstance(each, UniqueConstraint) and not each.condition]
    promises = [set(each.fields) for each in unique if each.fields]
    promises += [set(names) for names in meta.unique_together]
    names = {name for promise in promises if not promise & fresh.keys() for name in promise}
    for each in meta.concrete_fields:
        is_alone = each.unique and each.name not in fresh and not each.primary_key
        if is_alone or (each.name in names and not each.is_relation):
            yield each


def _other(field: Any, value: Any) -> Any:
    if value is None or field.is_relation:
        return None
    if isinstance(value, UUID):
        return uuid4()
    if field.has_default() and callable(field.default):
        return field.get_default()
    if isinstance(value, str):
        number = str(next(_serial))
        return f"{number}-{value}"[: field.max_length]
    return next(_serial) if isinstance(value, int) and not isinstance(value, bool) else value
