"""Which pages of the site belong to a person's export, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms_pages import selectors
from cms_pages.export import paths
from cms_pages.models import PortfolioPage
from mentorship.models import JournalEntry, Project
from portal.accounts.models import User
from portal.core.exceptions import DomainError

#: What takes a list further; each value becomes a folder of its own. Other questions need the live site.
FOLLOWED = frozenset({"page"})
#: Pages that only links lead to: further pages of lists, stories by tag, series and year.
MOST_FOUND = 1000


class NothingPublic(DomainError):
    message = gettext_lazy("None of your pages is public yet, so there is nothing that a site could show.")


class NothingPublicYet(NothingPublic):
    message = gettext_lazy(
        "None of your pages is public yet, so there is nothing that a site could show. "
        "A mentor or coordinator shows your pages and works together with you: ask them."
    )


@dataclass
class Scope:
    """The pages of one person: {key: file}. A key is a path of the site, for works their number."""

    person: User
    portfolio: PortfolioPage
    #: The live portfolio's path; also where its works are listed by the maker's name.
    home: str
    files: dict[str, str] = field(default_factory=dict)
    #: {key: address of the live page}, of everything that will be asked for.
    addresses: dict[str, str] = field(default_factory=dict)

    def add(self, url: str, file: str) -> None:
        key = self.key_of(url)
        self.files[key] = file
        self.addresses[key] = url

    def plan(self, url: str, file: str) -> None:
        """Let links to `url` lead to `file`, which is no page."""
        self.files[self.key_of(url)] = file

    def forget(self, url: str) -> None:
        self.files.pop(self.key_of(url), None)

    def key_of(self, url: str) -> str:
        """Return what names the page at `url` (path and query), whichever of its addresses that is."""
        parts = urlsplit(url)
        query = urlencode(wanted(parts.query))
        match = match_of(parts.path)
        base = unquote(parts.path)
        if match and match.view_name in ("mentorship:project_detail", "mentorship:project_short"):
            base = f"work:{match.kwargs['public_id']}"
        elif match and match.view_name == "mentorship:project_list" and self._is_own_list(parts.query):
            return unquote(self.home)
        return f"{base}?{query}" if query else base

    def _is_own_list(self, query: str) -> bool:
        return dict(parse_qsl(query)) == {"maker": self.person.handle}

    def file_at(self, url: str) -> str | None:
        return self.files.get(self.key_of(url))


def scope_of(person: User) -> Scope:
    """Return the public pages and works of `person`. Raises NothingPublic."""
    portfolio = PortfolioPage.objects.listed().filter(owner_person=person, owner_person__is_active=True).first()
    if portfolio is None:
        raise NothingPublicYet if person.is_minor else NothingPublic
    home = portfolio.get_url() or "/"
    scope = Scope(person, portfolio, home)
    for page in selectors.open_to_all(Page.objects.descendant_of(portfolio, inclusive=True)):
        url = page.get_url() or ""
        if url.startswith(home):
            scope.add(url, _file_of(unquote(url.removeprefix(home)), page.pk))
    works = Project.objects.public().filter(owner=person).newest_first().only("public_id", "title")
    for work in works.iterator(chunk_size=500):
        scope.add(work.get_absolute_url(), f"work/{work.public_id}/{paths.INDEX}")
    entries = JournalEntry.objects.public().filter(owner=person).latest_day_first().only("public_id")
    for entry in entries.iterator(chunk_size=500):
        scope.add(entry.get_absolute_url(), f"workbench/{entry.public_id}/{paths.INDEX}")
    return scope


def _file_of(path: str, number: int) -> str:
    parts = [part for part in path.split("/") if part]
    names = [paths.segment(part, otherwise=f"page-{number}") for part in parts]
    return "/".join([*names, paths.INDEX])


def wanted(query: str) -> list[tuple[str, str]]:
    """Return what a query asks for, in one order; the first page needs no asking."""
    asked = [(name, value) for name, value in parse_qsl(query) if value and (name, value) != ("page", "1")]
    return sorted(asked, key=lambda pair: (pair[0] == "page", pair))


def found_in(html: str, *, scope: Scope, url: str) -> Iterator[tuple[str, str]]:
    """Yield (address, file) of pages below the portfolio, or further on its list, that the page at `url` names."""
    here = urlsplit(url).path
    for link in dict.fromkeys(re.findall(r'href="([^"#]*)', html)):
        parts = urlsplit(urljoin(url, unescape(link)))
        asked = wanted(parts.query)
        if parts.netloc or not all(_is_followed(name, value) for name, value in asked):
            continue
        if parts.path == here:
            place = paths.folder_of(scope.files[scope.key_of(here)])
        elif parts.path.startswith(scope.home) and parts.path.endswith("/"):
            place = paths.folder_of(_file_of(unquote(parts.path.removeprefix(scope.home)), 0))
        else:
            continue
        folders = "".join(f"{name}-{value}/" for name, value in asked)
        address = f"{parts.path}?{urlencode(asked)}" if asked else parts.path
        if scope.file_at(address) is None:
            yield address, f"{place}{folders}{paths.INDEX}"


def _is_followed(name: str, value: str) -> bool:
    return name in FOLLOWED and bool(re.fullmatch(r"[a-z0-9-]{1,40}", value))


def match_of(path: str) -> ResolverMatch | None:
    """Return the view at `path` of the site, or None."""
    try:
        return resolve(unquote(path))
    except Resolver404:
        return None


def path_in_site(url: str) -> str | None:
    """Return path, query and fragment of `url` if it leads into this site, else None."""
    parts = urlsplit(url)
    site = urlsplit(settings.SITE_URL)
    if parts.scheme not in ("", "http", "https") or (parts.netloc and parts.netloc != site.netloc):
        return None
    return parts._replace(scheme="", netloc="").geturl()
