"""What an export holds beside the pages: feed, map of the site, works as data, credits, a note on its use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page

from cms_pages import feeds
from cms_pages.export import paths, statements
from cms_pages.export.assets import Assets
from cms_pages.export.scope import Scope
from cms_pages.export.tree import Tree
from cms_pages.models import BlogPage
from mentorship.models import Project

WORKS_FEED = "feeds/works"
JOURNAL_FEED = "feeds/journal"
SITEMAP = "sitemap.xml"
WORKS = "works.json"
CREDITS = "credits/index.html"
STATEMENTS = "verified/index.html"
CHUNK = 200

WritePage = Callable[..., None]


class Addresses:
    """Full addresses of what is in an export: where it will stand, if that is known, else on the live site."""

    def __init__(self, scope: Scope, base_url: str) -> None:
        self._scope = scope
        self.base_url = base_url

    def of(self, url: str) -> str:
        file = self._scope.file_at(url)
        if self.base_url and file:
            return self.base_url + quote(paths.folder_of(file))
        return settings.SITE_URL.rstrip("/") + url


def write(
    scope: Scope, tree: Tree, assets: Assets, *, base_url: str, page: WritePage, planned: list[feeds.Feed]
) -> int:
    """Write everything that is no page of the site; return how many works there are."""
    addresses = Addresses(scope, base_url)
    for name in (SITEMAP, WORKS, CREDITS, STATEMENTS):
        tree.free(name)
    facts = statements.of(scope.person)
    page(
        _rendered("credits", {"works": list(_licences(scope)), "maker": scope.portfolio.title}),
        url="",
        file=CREDITS,
    )
    page(_rendered("statements", statements.shown(facts)), url="", file=STATEMENTS)
    tree.write(tree.free("verified.json"), statements.as_json(facts))
    tree.write(tree.free("verified.txt"), statements.as_text(facts))
    tree.write(SITEMAP, _sitemap(scope, addresses))
    tree.write(tree.free("robots.txt"), _robots(base_url))
    tree.write(tree.free("404.html"), _rendered("not_found", _not_found(scope, base_url)))
    tree.write(tree.free("README.txt"), _rendered("readme", {**_about(scope), "base_url": base_url}, "txt"))
    tree.write(tree.free(".nojekyll"), "")
    assets.copy_static("img/favicon.ico", tree.free("favicon.ico"))
    _write_feeds(scope, tree, assets, addresses, planned)
    return _write_works(scope, tree, assets, addresses)


def _rendered(name: str, context: dict[str, Any], ending: str = "html") -> str:
    common = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL.rstrip("/")}
    return render_to_string(f"cms_pages/export/{name}.{ending}", {**common, **context})


def _about(scope: Scope) -> dict[str, Any]:
    live = settings.SITE_URL.rstrip("/") + scope.home
    return {"maker": scope.portfolio.title, "live": live, "keys_url": statements.keys_url()}


def _not_found(scope: Scope, base_url: str) -> dict[str, Any]:
    """A page that a host shows at any address has no way of its own to the first page but a full one."""
    about = _about(scope)
    return {**about, "home": base_url or about["live"]}


def _works(scope: Scope) -> Iterator[Project]:
    """Yield the works whose pages are in the export, newest first."""
    works = Project.objects.public().filter(owner=scope.person).newest_first()
    for work in works.prefetch_related("files", "skills").iterator(chunk_size=CHUNK):
        if scope.file_at(work.get_absolute_url()):
            work.owner = scope.person
            yield work


def _licences(scope: Scope) -> Iterator[tuple[str, str, str, str]]:
    """Yield address, title and licence of each work; what a list of a thousand takes little room with."""
    works = Project.objects.public().filter(owner=scope.person).newest_first()
    for work in works.only("public_id", "title", "licence").iterator(chunk_size=CHUNK):
        url = work.get_absolute_url()
        if scope.file_at(url):
            yield url, work.title, work.get_licence_display(), work.licence_url


# Works as data -------------------------------------------------------------------------------------------


def _write_works(scope: Scope, tree: Tree, assets: Assets, addresses: Addresses) -> int:
    count = 0
    with tree.open(WORKS) as file:
        file.write(b"[")
        for work in _works(scope):
            text = json.dumps(_work(work, scope, tree, assets, addresses), ensure_ascii=False, indent=1)
            file.write((",\n" if count else "\n").encode() + text.encode())
            count += 1
        file.write(b"\n]\n")
    return count


def _work(work: Project, scope: Scope, tree: Tree, assets: Assets, addresses: Addresses) -> dict[str, Any]:
    url = work.get_absolute_url()
    return {
        "id": work.public_id,
        "title": work.title,
        "description": work.description,
        "kind": work.media_type,
        "state": work.status,
        "licence": work.licence,
        "licence_url": work.licence_url,
        "skills": sorted(skill.name for skill in work.skills.all()),
        "published": _day(work.published_at),
        "page": scope.file_at(url),
        "address": addresses.of(url),
        "live": settings.SITE_URL.rstrip("/") + url,
        "files": [
            {
                "kind": each.kind,
                "alt": each.alt_text,
                "caption": each.caption,
                "variants": [{"path": path, "bytes": tree.size_of(path)} for path in _variants(each, assets)],
            }
            for each in work.files.all()
        ],
    }


def _variants(file: Any, assets: Assets) -> list[str]:
    """Return where the variants of a work's file are that some page shows."""
    picture = file.image or {}
    urls = [file.original_url, picture.get("src", "")]
    for name in ("srcset", "webp", "avif"):
        urls += [url for url, _width in picture.get(name, ())]
    found = {path for url in urls if url and (path := assets.known(url))}
    return sorted(found)


# Feeds, map, robots ---------------------------------------------------------------------------------------


def plan_feeds(scope: Scope) -> list[feeds.Feed]:
    """Say where the feeds of the person will be, so that pages lead to them, and return them."""
    handle = scope.person.handle
    found = [feeds.works_of(scope.portfolio, path=_feed_path("works_of_feed", handle))]
    scope.plan(f"{found[0].path}.atom", f"{WORKS_FEED}.atom")
    scope.plan(f"{found[0].path}.rss", f"{WORKS_FEED}.rss")
    journal = BlogPage.objects.listed().child_of(scope.portfolio).first()
    if journal is not None:
        found.append(feeds.journal(journal, path=_feed_path("journal_feed", handle)))
        scope.plan(f"{found[1].path}.atom", f"{JOURNAL_FEED}.atom")
        scope.plan(f"{found[1].path}.rss", f"{JOURNAL_FEED}.rss")
    return found


def _feed_path(name: str, handle: str) -> str:
    """Return the live feed's address without its ending: what names a feed, wherever it stands."""
    return reverse(f"cms_pages:{name}", args=[handle, "atom"]).rpartition(".")[0]


def _write_feeds(
    scope: Scope, tree: Tree, assets: Assets, addresses: Addresses, planned: list[feeds.Feed]
) -> None:
    def address_of(path: str) -> str:
        picture = assets.known(path) if addresses.base_url else None
        return addresses.base_url + quote(picture) if picture else addresses.of(path)

    for feed in planned:
        shown = [entry for entry in feed.entries if scope.file_at(entry.path)]
        for kind in feeds.KINDS:
            file = scope.file_at(f"{feed.path}.{kind}") or ""
            written = feeds.write(replace(feed, entries=shown), kind, address_of=address_of)
            tree.write(tree.free(file), written)


def _sitemap(scope: Scope, addresses: Addresses) -> str:
    changed = _changed_days(scope)
    rows = [
        f"<url><loc>{escape(addresses.of(url))}</loc>{_lastmod(changed.get(key))}</url>"
        for key, url in scope.addresses.items()
        if key in scope.files and "?" not in url
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(rows) + "\n</urlset>\n"


def _lastmod(day: str | None) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""


def _changed_days(scope: Scope) -> dict[str, str | None]:
    """Return when each page was last changed, by key."""
    days = {
        f"work:{number}": _day(changed)
        for number, changed in Project.objects.public()
        .filter(owner=scope.person)
        .values_list("public_id", "updated_at")
        .iterator(chunk_size=2000)
    }
    for page in Page.objects.descendant_of(scope.portfolio, inclusive=True).live():
        days[scope.key_of(page.get_url() or "")] = _day(page.last_published_at)
    return days


def _robots(base_url: str) -> str:
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {base_url}{SITEMAP}\n" if base_url else "")


def _day(moment: datetime | date | None) -> str | None:
    return moment.strftime("%Y-%m-%d") if moment else None
