"""Facts about a page for machines, in the words of schema.org: builders that take plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.core.addresses import absolute

Thing = dict[str, Any]

#: Within a script element only these can end it or begin a comment; escaped, they are the same JSON.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(things: Iterable[Mapping[str, Any]]) -> SafeString:
    """Write `things` as one script element that no text in them can leave; "" when there are none."""
    graph = [dict(thing) for thing in things if thing]
    if not graph:
        return mark_safe("")  # a constant
    written = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written.translate(_ESCAPES)))


def without_blanks(thing: Mapping[str, Any]) -> Thing:
    """Leave out what is not known."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}


def breadcrumbs(trail: Iterable[tuple[Any, str]], here: str, path: str) -> Thing:
    """The way to a page: `trail` as components/breadcrumbs.html takes it, then the page itself."""
    steps = [*trail, (here, path)]
    if len(steps) < 2:
        return {}
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": str(name), "item": absolute(address)}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def person(
    name: str, *, path: str = "", image: str = "", description: str = "", knows: Iterable[str] = ()
) -> Thing:
    """Somebody by their public name; nothing about age or where they live."""
    return without_blanks(
        {
            "@type": "Person",
            "name": name,
            "url": absolute(path),
            "image": absolute(image),
            "description": description,
            "knowsAbout": list(knows),
        }
    )
