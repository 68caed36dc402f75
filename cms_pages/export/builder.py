"""Building an export: fetch every page once, then rewrite each; nothing but one page is in memory at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

from cms_pages import selectors
from cms_pages.export import extras, paths
from cms_pages.export.assets import Assets
from cms_pages.export.links import PageLinks
from cms_pages.export.rewriting import PageRewriter
from cms_pages.export.scope import MOST_FOUND, found_in, scope_of
from cms_pages.export.tree import MARK, Tree
from cms_pages.export.visitor import Visitor
from portal.accounts.models import User
from portal.core.exceptions import DomainError

Progress = Callable[[int, int], None]


class BrokenPage(DomainError):
    message = gettext_lazy("One of your pages cannot be shown just now. Try again later.")


class ChangedMeanwhile(DomainError):
    message = gettext_lazy("Something was hidden while your site was built, so it was thrown away. Try again.")


class BadBaseUrl(DomainError):
    message = gettext_lazy("Write the whole address, such as https://amina.example.org/.")


@dataclass(frozen=True)
class Built:
    """What came out."""

    pages: int
    works: int
    files: int


def clean_base_url(text: str) -> str:
    """Return the address at which an export will stand, ending in a slash, or "". Raises BadBaseUrl."""
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadBaseUrl from error
    is_plain = parts.hostname and not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not is_plain or set(text) & set("\"'<>\\ \t\r\n"):
        raise BadBaseUrl
    return text.rstrip("/") + "/"


def build(*, person: User, root: Path, base_url: str = "", progress: Progress = lambda done, total: None) -> Built:
    """Write the site of `person` into the empty folder `root`. Raises NothingPublic, BrokenPage, BadBaseUrl."""
    base_url = clean_base_url(base_url)
    with translation.override(settings.LANGUAGE_CODE):
        return _Build(person, root, base_url, progress).run()


class _Build:
    def __init__(self, person: User, root: Path, base_url: str, progress: Progress) -> None:
        self._scope = scope_of(person)
        self._raw = root.with_name(f"{root.name}.raw")
        self._tree = Tree(root)
        self._visitor = Visitor()
        self._assets = Assets(self._visitor, self._tree, person=person)
        self._base_url = base_url
        self._progress = progress
        #: Keys of pages that only links led to.
        self._found: set[str] = set()
        self._feeds = extras.plan_feeds(self._scope)
        self._sections = [
            (page.title, page.get_url() or "")
            for page in selectors.open_to_all(self._scope.portfolio.get_children())
        ]

    def run(self) -> Built:
        self._raw.mkdir()
        fetched = self._fetch_all()
        for number, (url, file) in enumerate(fetched):
            raw = self._raw / str(number)
            self._write_page(raw.read_text(), url=url, file=file)
            raw.unlink()
            self._progress(len(fetched) + number + 1, 2 * len(fetched))
        self._raw.rmdir()
        works = extras.write(
            self._scope,
            self._tree,
            self._assets,
            base_url=self._base_url,
            page=self._write_page,
            planned=self._feeds,
        )
        self._refuse_what_was_hidden()
        self._tree.write(MARK, "")
        return Built(pages=len(fetched), works=works, files=sum(1 for _ in self._tree))

    def _refuse_what_was_hidden(self) -> None:
        """Ask once more what is public: a page may have been fetched before it was hidden."""
        taken = {key for key in self._scope.addresses if key in self._scope.files} - self._found
        if taken - scope_of(self._scope.person).files.keys():
            raise ChangedMeanwhile

    def _fetch_all(self) -> list[tuple[str, str]]:
        """Fetch the pages as an anonymous visitor gets them; what such a visitor does not get is not in."""
        waiting = deque((url, self._scope.files[key]) for key, url in self._scope.addresses.items())
        fetched: list[tuple[str, str]] = []
        asked = set(self._scope.addresses)
        room = MOST_FOUND
        while waiting:
            url, file = waiting.popleft()
            html = self._fetch(url)
            if html is None:
                self._scope.forget(url)
                continue
            file = self._tree.free(file)
            self._scope.add(url, file)
            (self._raw / str(len(fetched))).write_text(html)
            fetched.append((url, file))
            for address, place in found_in(html, scope=self._scope, url=url):
                key = self._scope.key_of(address)
                if key not in asked and room:
                    room -= 1
                    asked.add(key)
                    self._found.add(key)
                    self._scope.add(address, place)
                    waiting.append((address, place))
            self._progress(len(fetched), 2 * (len(fetched) + len(waiting)))
        return fetched

    def _fetch(self, url: str) -> str | None:
        with self._visitor.open(url) as response:
            if response.status_code >= 500:
                raise BrokenPage
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if response.status_code != 200 or not is_page or response.streaming:
                return None
            return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # not streaming

    def _write_page(self, html: str, *, url: str, file: str) -> None:
        links = PageLinks(self._scope, self._assets, url=url, file=file, base_url=self._base_url)
        slots = {
            "header": render_to_string("cms_pages/export/header.html", self._header(links, url)),
            "footer": render_to_string("cms_pages/export/footer.html", self._footer(links)),
        }

        def head(has_canonical: bool) -> str:
            context = {
                "canonical": "" if has_canonical or not url else links.absolute(url),
                "feeds": [(feed.title, links.anchor(f"{feed.path}.atom")) for feed in self._feeds],
            }
            return render_to_string("cms_pages/export/head.html", context)

        written = PageRewriter(links, slots=slots, head=head).rewrite(html)
        self._tree.write(file, written)

    def _header(self, links: PageLinks, url: str) -> dict[str, Any]:
        here = urlsplit(url).path
        return {
            "name": self._scope.portfolio.title,
            "home": links.to(paths.INDEX),
            "sections": [
                (title, links.anchor(there), there == here)
                for title, there in self._sections
                if self._scope.file_at(there)
            ],
        }

    def _footer(self, links: PageLinks) -> dict[str, Any]:
        return {
            "site_name": settings.SITE_NAME,
            "live": settings.SITE_URL.rstrip("/") + self._scope.home,
            "credits": links.to(extras.CREDITS),
            "statements": links.to(extras.STATEMENTS),
            "feed": links.anchor(f"{self._feeds[0].path}.atom"),
        }
