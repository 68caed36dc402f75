"""What every template knows of the chapter: its settings, read once and kept in the cache until they change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms_pages.models import ChapterSettings

KEY = "cms_pages.chapter"
#: Pages that the menu leads to may be moved or hidden: nothing tells us, so links are read anew this often.
SECONDS = 300
SIGN = "fill-74x74|format-webp"
Link = tuple[str, str]


@dataclass(frozen=True)
class Chapter:
    """The settings as templates take them: plain values, no rows."""

    name: str
    logo: str = ""
    accent: str = ""
    menu: list[Link] = field(default_factory=list)
    footer_words: str = ""
    footer: list[tuple[str, list[Link]]] = field(default_factory=list)


def chapter(request: HttpRequest) -> dict[str, Any]:
    """Give templates `chapter` and `site_name`; costs nothing where they are not used."""
    known = SimpleLazyObject(read)
    return {"chapter": known, "site_name": SimpleLazyObject(lambda: known.name)}


def read() -> Chapter:
    """Return the chapter's settings. No query while the cache knows them."""
    kept: Chapter | None = cache.get(KEY)
    if kept is None:
        kept = _read()
        cache.set(KEY, kept, SECONDS)
    return kept


def forget() -> None:
    """Drop what the cache knows: the settings have changed."""
    cache.delete(KEY)


def _read() -> Chapter:
    row = ChapterSettings.objects.filter(site__is_default_site=True).select_related("logo").first()
    if row is None:
        return Chapter(name=settings.SITE_NAME)
    return Chapter(
        name=row.name or settings.SITE_NAME,
        logo=row.logo.get_rendition(SIGN).url if row.logo else "",
        accent=row.accent.lstrip("#"),
        menu=_links(block.value for block in row.menu),
        footer_words=row.footer_words,
        footer=[(block.value["heading"], _links(block.value["links"])) for block in row.footer],
    )


def _links(values: Iterable[Any]) -> list[Link]:
    """Return (words, address) of the links that lead somewhere anybody may go."""
    found = []
    for value in values:
        page = value["page"]
        address = (
            (page.url if page.live and not page.get_view_restrictions() else "") if page else value["address"]
        )
        if address:
            found.append((value["words"], address))
    return found
