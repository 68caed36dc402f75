"""What every template knows of the chapter: its settings, read once and kept in the cache until they change."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page

from cms_pages.models import ChapterSettings
from portal.core import freshness

logger = logging.getLogger(__name__)

KEY = "cms_pages.chapter"
#: Pages that the menu leads to may be moved or hidden: nothing tells us, so links are read anew this often.
SECONDS = 300
#: How deep in the tree lie the pages that every page links to.
MENU_DEPTH = 3
SIGN = "fill-74x74|format-webp"
Link = tuple[str, str]
#: What every page shows of the chapter, whether it was read just now or before.
MADE_OF = ("cms_pages_chaptersettings", "wagtailcore_locale", "wagtailcore_site")


@dataclass(frozen=True)
class Chapter:
    """The settings as templates take them: plain values, no rows."""

    name: str
    logo: str = ""
    accent: str = ""
    menu: list[Link] = field(default_factory=list)
    footer_words: str = ""
    footer: list[tuple[str, list[Link]]] = field(default_factory=list)
    #: {address of one of our first pages: where its translation lies}, in this language.
    places: dict[str, str] = field(default_factory=dict)


def chapter(request: HttpRequest) -> dict[str, Any]:
    """Give templates `chapter` and `site_name`; costs nothing where they are not used."""
    known = SimpleLazyObject(read)
    return {"chapter": known, "site_name": SimpleLazyObject(lambda: known.name)}


def read() -> Chapter:
    """Return the chapter's settings. No query while the cache knows them."""
    freshness.made_of(*MADE_OF)
    try:
        kept: Chapter | None = cache.get(key(get_language()))
        if kept is None:
            kept = _read()
            cache.set(key(get_language()), kept, SECONDS)
    except Exception:  # whatever the cache's library raises while its server is away
        logger.exception("The chapter's settings are read from the database")
        kept = _read()
    return kept


def key(language: str | None) -> str:
    """Return under which key the cache keeps the chapter as it is told in `language`."""
    return f"{KEY}:{language}"


def forget() -> None:
    """Drop what the cache knows: the settings have changed."""
    cache.delete_many([key(code) for code, _name in settings.LANGUAGES])


def _read() -> Chapter:
    row = ChapterSettings.objects.filter(site__is_default_site=True).select_related("logo").first()
    if row is None:
        return Chapter(name=settings.SITE_NAME, places=_places())
    return Chapter(
        places=_places(),
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
            (page.localized.url if page.live and not page.get_view_restrictions() else "")
            if page
            else value["address"]
        )
        if address:
            found.append((value["words"], address))
    return found


def _places() -> dict[str, str]:
    """Say where the translations of the first pages lie, for links that are written into templates."""
    language = get_language()
    if language == settings.LANGUAGE_CODE:
        return {}
    there = (
        Page.objects.live().public().filter(locale__language_code=language, alias_of=None, depth__lte=MENU_DEPTH)
    )
    keys = {page.translation_key: page.url for page in there}
    here = Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE, translation_key__in=keys)
    return {page.url: keys[page.translation_key] for page in here if keys[page.translation_key]}
