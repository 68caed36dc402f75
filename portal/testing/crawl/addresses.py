"""Every address that the site answers, filled with the ids of somebody else's things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")
#: So many fillings of one address; the first values of each parameter come first.
FILLINGS = 8
#: Below these one door refuses all but operators: a filling that is refused says it for the others.
OPERATORS_ONLY = ("/django-admin/", "/shop/dashboard/")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver, as "/works/%(public_id)s/"."""

    template: str
    #: (name, converter) in order; the converter is "" for regular expressions.
    parameters: tuple[tuple[str, str], ...]

    def fill(self, values: Mapping[str, Sequence[str]], numbers: Sequence[str]) -> list[str]:
        """Return the address with `values`, or with `numbers` where they say nothing.

        A key is "/folder/ parameter" (the longest folder that fits), a parameter or a converter.
        """
        choices = [self._choices(name, kind, values, numbers) for name, kind in self.parameters]
        names = [name for name, _kind in self.parameters]
        combined = sorted(
            product(*(range(len(each)) for each in choices)), key=lambda at: (max(at, default=0), at)
        )
        return [
            self.template % {name: each[at] for name, each, at in zip(names, choices, where, strict=True)}
            for where in islice(combined, 1 if self.template.startswith(OPERATORS_ONLY) else FILLINGS)
        ]

    def _choices(
        self, name: str, kind: str, values: Mapping[str, Sequence[str]], numbers: Sequence[str]
    ) -> Sequence[str]:
        folders = [key.rpartition(" ")[0] for key in values if key.endswith(f" {name}")]
        fitting = sorted((each for each in folders if self.template.startswith(each)), key=len)
        for key in (*(f"{each} {name}" for each in fitting[-1:]), name, kind):
            if key in values:
                return values[key]
        return numbers


def every_address() -> list[Address]:
    """Return every pattern of the resolver, once."""
    return sorted(set(_walk(get_resolver().url_patterns, "", ())), key=lambda each: each.template)


def _walk(
    patterns: Sequence[URLPattern | URLResolver], before: str, parameters: tuple[tuple[str, str], ...]
) -> Iterator[Address]:
    for entry in patterns:
        piece, own = _piece(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, before + piece, parameters + own)
        else:
            yield Address("/" + before + piece, parameters + own)


def _piece(pattern: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    text = str(pattern)
    if not hasattr(pattern, "_route"):
        template, names = normalize(text)[0]
        return template, tuple((name, "") for name in names)
    own = tuple((found["name"], found["converter"] or "str") for found in PARAMETER.finditer(text))
    return PARAMETER.sub(lambda found: f"%({found['name']})s", text.replace("%", "%%")), own
