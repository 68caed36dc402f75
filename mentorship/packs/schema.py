"""Holds a document against schema.json, and brings it into its one form.

Knows those words of JSON Schema that schema.json uses, and three of its own: the formats "line" and "text" (plain
words, without or with line breaks; never HTML), and "x-sentence", which says what a pattern means.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Schema = dict[str, Any]
#: (path, sentence).
Found = Iterator[tuple[str, str]]

HTML = re.compile(r"<\s*[a-z/!?]|&(#\d+|#x[0-9a-f]+|[a-z]\w+);", re.IGNORECASE)
JOINERS = "\u200c\u200d"
TYPES: dict[str, tuple[tuple[type, ...], Any]] = {
    "object": ((dict,), gettext_lazy("an object in braces")),
    "array": ((list,), gettext_lazy("a list in brackets")),
    "string": ((str,), gettext_lazy("a text in quotes")),
    "integer": ((int,), gettext_lazy("a whole number")),
    "number": ((int, Decimal), gettext_lazy("a number")),
}


@cache
def whole() -> Schema:
    """The schema of pack.json."""
    schema: Schema = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def of_part() -> Schema:
    """The schema of a part: the lists of pack.json, and nothing else."""
    lists = {name: each for name, each in whole()["properties"].items() if name in LISTS}
    return {"type": "object", "additionalProperties": False, "properties": lists}


#: What a pack has many of, in the order in which it is loaded.
LISTS = ("skills", "rubrics", "tasks", "supplies", "kits", "badges", "prompts")


def faults(value: Any, schema: Schema, path: str = "$") -> Found:
    """Yield everything in `value` that `schema` does not allow."""
    schema = _resolved(schema)
    if "const" in schema:
        if value != schema["const"] or isinstance(value, bool):
            yield path, _("It must be %(value)s.") % {"value": schema["const"]}
    elif "enum" in schema:
        if not isinstance(value, str) or value not in schema["enum"]:
            yield path, _("It must be one of %(values)s.") % {"values": ", ".join(schema["enum"])}
    elif not _is(value, schema["type"]):
        yield path, _("It must be %(type)s.") % {"type": TYPES[schema["type"]][1]}
    else:
        yield from CHECKS[schema["type"]](value, schema, path)


def normal(value: Any, schema: Schema) -> Any:
    """Return the one form of `value`, which `schema` allows: its order, its defaults, composed letters."""
    schema = _resolved(schema)
    if isinstance(value, dict):
        known = schema["properties"].items()
        return {
            name: normal(value[name], each) if name in value else _default(each)
            for name, each in known
            if name in value or "default" in _resolved(each)
        }
    if isinstance(value, list):
        return [normal(each, schema["items"]) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return tidy(value) if isinstance(value, str) else value


def short(value: Any, schema: Schema) -> Any:
    """Return `value`, in its one form, without what stands there by default."""
    schema = _resolved(schema)
    if isinstance(value, dict):
        known = {name: _resolved(each) for name, each in schema["properties"].items()}
        told = {name: each for name, each in value.items() if each != known[name].get("default", ...)}
        return {name: short(each, known[name]) for name, each in told.items()}
    return [short(each, schema["items"]) for each in value] if isinstance(value, list) else value


def tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _resolved(schema: Schema) -> Schema:
    """Follow a "$ref"; what stands beside it counts too."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**_resolved(whole()["$defs"][name]), **schema} if name else schema


def _default(schema: Schema) -> Any:
    default = _resolved(schema)["default"]
    return type(default)(default) if isinstance(default, dict | list) else default


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind][0]) and not isinstance(value, bool)


def _object(value: dict[str, Any], schema: Schema, path: str) -> Found:
    known = schema["properties"]
    for name in schema.get("required", ()):
        if name not in value:
            yield path, _("“%(name)s” is missing.") % {"name": name}
    for name, each in value.items():
        if name in known:
            yield from faults(each, known[name], f"{path}.{name}")
        else:
            words = {"name": name[:40], "known": ", ".join(known)}
            yield path, _("“%(name)s” means nothing here. Known are %(known)s.") % words


def _array(value: list[Any], schema: Schema, path: str) -> Found:
    if len(value) < schema.get("minItems", 0):
        yield path, _("It needs at least %(count)s.") % {"count": schema["minItems"]}
    if len(value) > schema["maxItems"]:
        yield (
            path,
            _("These are %(count)s, and at most %(most)s fit.")
            % {
                "count": len(value),
                "most": schema["maxItems"],
            },
        )
        return
    if schema.get("uniqueItems"):
        twice = sorted({str(each) for each in value if value.count(each) > 1})
        for each in twice:
            yield path, _("“%(name)s” stands there twice.") % {"name": each[:40]}
    for number, each in enumerate(value):
        yield from faults(each, schema["items"], f"{path}[{number}]")


def _string(value: str, schema: Schema, path: str) -> Found:
    text = tidy(value)
    most = schema.get("maxLength", 60)
    if schema.get("minLength") and not text:
        yield path, _("It is empty.")
    if len(text) > most:
        words = {"count": len(text), "most": most}
        yield path, _("It is too long: %(count)s letters, at most %(most)s fit.") % words
    elif "pattern" in schema and not re.search(schema["pattern"].replace("$", r"\Z"), value):
        yield path, schema["x-sentence"]
    elif HTML.search(text):
        yield path, _("It holds HTML; only plain words are shown.")
    elif any(_is_hidden(char) for char in text):
        yield path, _("It holds characters that nobody can see.")
    elif schema.get("format") != "text" and "\n" in text:
        yield path, _("It has several lines; one is wanted.")


def _is_hidden(char: str) -> bool:
    return char not in "\n" + JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}


def _number(value: int | Decimal, schema: Schema, path: str) -> Found:
    least, most = Decimal(str(schema["minimum"])), Decimal(str(schema["maximum"]))
    step = Decimal(str(schema.get("multipleOf", 1)))
    if not least <= value <= most:
        yield path, _("It must be between %(least)s and %(most)s.") % {"least": least, "most": most}
    elif Decimal(value) % step:
        yield path, _("It must be a multiple of %(step)s.") % {"step": step}


CHECKS: dict[str, Callable[[Any, Schema, str], Found]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _number,
}
