"""Holds a fake's requests and answers against the types of stripe-python, which are made from Stripe's OpenAPI.

An unknown parameter, a wrong type, a missing one or a bad value is refused as Stripe refuses it; an answer with a
field or a value that the SDK does not know is a fault of the fake. A new version of the SDK is a new contract.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ForwardRef, Literal, Union

import stripe
import typing_extensions
from stripe._list_object import ListObject
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

_WRAPPERS = (typing.NotRequired, typing.Required, typing_extensions.NotRequired, typing_extensions.Required)
_UNIONS = (Union, types.UnionType)


class BadParameter(Exception):
    """A request that Stripe would refuse: `code` is Stripe's word, `param` the path to what is wrong."""

    def __init__(self, code: str, param: str, message: str) -> None:
        super().__init__(message)
        self.code, self.param = code, param


class _Names(dict[str, Any]):
    """Whatever the SDK imports for type checkers only is taken as anything."""

    def __missing__(self, name: str) -> Any:
        return (
            getattr(__builtins__, name, Any) if not isinstance(__builtins__, dict) else __builtins__.get(name, Any)
        )


def _names_of(owner: type) -> _Names:
    return _Names({**vars(typing), **vars(stripe), **vars(sys.modules[owner.__module__])})


def _resolve(kind: Any, names: _Names) -> Any:
    """Follow references by name and unwrap what only says whether a field must be there."""
    while True:
        if isinstance(kind, ForwardRef):
            kind = kind.__forward_arg__
        if isinstance(kind, str):
            kind = eval(kind, {}, names)  # noqa: S307  an annotation of the installed SDK
        elif typing.get_origin(kind) in _WRAPPERS:
            kind = typing.get_args(kind)[0]
        else:
            return kind


def _choices(kind: Any, names: _Names) -> list[Any]:
    """The members of a union. Where values are listed, "or any string" is left out."""
    members = [_resolve(each, names) for each in typing.get_args(kind)]
    flat: list[Any] = []
    for each in members:
        flat.extend(_choices(each, names) if typing.get_origin(each) in _UNIONS else [each])
    listed = any(typing.get_origin(each) is Literal for each in flat)
    return [each for each in flat if not (listed and each is str)]


# Requests --------------------------------------------------------------------------------------------------


def read_request(params: Any, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what came as a form into values of the SDK's request type `params`. Raises BadParameter."""
    return _read_fields(params, sent, "", skip=frozenset(RequestOptions.__annotations__))


def _read_fields(
    params: Any, sent: Mapping[str, Any], path: str, skip: frozenset[str] = frozenset()
) -> dict[str, Any]:
    names = _names_of(params)
    known = {name: kind for name, kind in params.__annotations__.items() if name not in skip}
    for name in sent:
        if name not in known:
            raise BadParameter(
                "parameter_unknown", _under(path, name), f"Received unknown parameter: {_under(path, name)}"
            )
    for name in params.__required_keys__:
        if name in known and name not in sent:
            raise BadParameter(
                "parameter_missing", _under(path, name), f"Missing required param: {_under(path, name)}."
            )
    return {name: _read(known[name], value, names, _under(path, name)) for name, value in sent.items()}


def _under(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _read(kind: Any, sent: Any, names: _Names, path: str) -> Any:
    kind = _resolve(kind, names)
    origin = typing.get_origin(kind)
    if origin in _UNIONS:
        return _read_one_of(_choices(kind, names), sent, names, path)
    if origin is Literal:
        if sent in typing.get_args(kind):
            return sent
        raise BadParameter("parameter_invalid", path, f"Invalid {path}: must be one of {typing.get_args(kind)}")
    if origin is list:
        rows = list(sent.values()) if isinstance(sent, Mapping) else sent
        if not isinstance(rows, list):
            raise BadParameter("parameter_invalid", path, f"Invalid array: {path}")
        inner = typing.get_args(kind)[0]
        return [_read(inner, row, names, f"{path}[{number}]") for number, row in enumerate(rows)]
    if origin is dict or kind in (dict, UntypedStripeObject) or origin is UntypedStripeObject:
        return _read_hash(sent, path)
    if typing_extensions.is_typeddict(kind):
        return _read_fields(kind, _read_hash(sent, path), path)
    return _read_plain(kind, sent, path)


def _read_one_of(choices: list[Any], sent: Any, names: _Names, path: str) -> Any:
    refusal = BadParameter("parameter_invalid", path, f"Invalid value for {path}")
    for each in choices:
        try:
            return _read(each, sent, names, path)
        except BadParameter as error:
            refusal = error
    raise refusal


def _read_hash(sent: Any, path: str) -> dict[str, Any]:
    if not isinstance(sent, Mapping):
        raise BadParameter("parameter_invalid", path, f"Invalid hash: {path}")
    return dict(sent)


def _read_plain(kind: Any, sent: Any, path: str) -> Any:
    if not isinstance(sent, str):
        raise BadParameter("parameter_invalid", path, f"Invalid value for {path}")
    if kind is int and re.fullmatch(r"-?\d{1,18}", sent):
        return int(sent)
    if kind is bool and sent in ("true", "false"):
        return sent == "true"
    if kind in (str, Any) or (kind in (float, Decimal) and re.fullmatch(r"-?\d+(\.\d+)?", sent)):
        return sent
    raise BadParameter("parameter_invalid", path, f"Invalid {getattr(kind, '__name__', kind)}: {sent}")


# Answers ---------------------------------------------------------------------------------------------------


def problems_of(kind: type, answer: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield what of `answer` the SDK's class `kind` does not know or would miss."""
    names, known = _names_of(kind), inspect.get_annotations(kind)
    path = path or kind.__name__
    for name, value in answer.items():
        if name not in known:
            yield f"{path}.{name}: not known to the SDK"
        else:
            yield from _mismatch(known[name], value, names, f"{path}.{name}")
    for name, each in known.items():
        is_field = not name.startswith("_") and typing.get_origin(each) is not typing.ClassVar
        if is_field and name not in answer and type(None) not in _members(each, names):
            yield f"{path}.{name}: missing"


def _members(kind: Any, names: _Names) -> list[Any]:
    kind = _resolve(kind, names)
    return _choices(kind, names) if typing.get_origin(kind) in _UNIONS else [kind]


def _mismatch(kind: Any, value: Any, names: _Names, path: str) -> Iterator[str]:
    found: list[str] = []
    for each in _members(kind, names):
        found = list(_mismatch_one(each, value, names, path))
        if not found:
            return
    yield from found


def _mismatch_one(kind: Any, value: Any, names: _Names, path: str) -> Iterator[str]:
    origin = typing.get_origin(kind)
    if kind is Any:
        return
    if origin is Literal:
        if value not in typing.get_args(kind):
            yield f"{path}: {value!r} is not a value that the SDK knows"
    elif origin is list or origin is ListObject:
        rows = value.get("data") if origin is ListObject and isinstance(value, Mapping) else value
        if not isinstance(rows, list):
            yield f"{path}: not a list"
            return
        for number, row in enumerate(rows):
            yield from _mismatch(typing.get_args(kind)[0], row, names, f"{path}[{number}]")
    elif origin in (dict, UntypedStripeObject) or kind in (dict, UntypedStripeObject):
        if not isinstance(value, Mapping):
            yield f"{path}: not an object"
    elif isinstance(kind, type) and issubclass(kind, StripeObject):
        if isinstance(value, Mapping):
            yield from problems_of(kind, value, path)
        else:
            yield f"{path}: not an object"
    elif kind is type(None) or kind is None:
        if value is not None:
            yield f"{path}: not null"
    elif kind in (int, str, bool, float) and type(value) is not kind:
        yield f"{path}: {value!r} is no {kind.__name__}"
