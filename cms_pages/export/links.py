"""Where the addresses of one page lead in the export."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings

from cms_pages.export import paths
from cms_pages.export.assets import Assets
from cms_pages.export.scope import Scope, path_in_site

#: Parts of the site that are nobody's business in a copy: links to them become plain words.
PRIVATE = ("/account/", "/my/", "/cms/", "/django-admin/", "/shop/dashboard/")


class PageLinks:
    """The `rewriting.Links` of the page that stood at `url` and is written to `file`."""

    def __init__(self, scope: Scope, assets: Assets, *, url: str, file: str, base_url: str) -> None:
        self._scope = scope
        self._assets = assets
        self._url = url
        self._file = file
        self._base_url = base_url

    def to(self, file: str) -> str:
        """Return the link from this page to the file `file`."""
        return paths.relative(file, page=self._file)

    def resource(self, url: str) -> str | None:
        here = self._here(url)
        taken = self._assets.take(here) if here else None
        return self.to(taken) if taken else None

    def captions(self, url: str) -> str | None:
        """Return captions as a data address: from a disk a browser loads none that are a file of their own."""
        here = self._here(url)
        return self._assets.inline(here) if here else None

    def script(self, url: str, *, is_module: bool) -> str | None:
        here = self._here(url)
        if here is None:
            return None
        taken = self._assets.take_classic(here) if is_module else self._assets.take(here)
        return self.to(taken) if taken else None

    def styles(self, css: str) -> str:
        return self._assets.rewrite_styles(css, base=self._url, file=self._file)

    def anchor(self, url: str) -> str | None:
        """Return where a link leads: into the export, to the live site, elsewhere; None for what must not be."""
        scheme = urlsplit(url).scheme.lower()
        if scheme in ("mailto", "tel"):
            return url
        if scheme not in ("", "http", "https"):
            return None
        here = self._here(url)
        if here is None:
            return url
        address, hash_, fragment = here.partition("#")
        file = self._scope.file_at(address)
        if file is None and self._assets.is_asset(address):
            file = self._assets.take(address)
            if file is None:
                return None
        if file is not None:
            return f"{self.to(file)}{hash_}{fragment}"
        return None if address.startswith(PRIVATE) else settings.SITE_URL.rstrip("/") + here

    def absolute(self, url: str) -> str:
        """Return the full address of `url`: where this export will stand, if that is known, else the live one."""
        here = self._here(url)
        if here is None:
            return url
        address, hash_, fragment = here.partition("#")
        page = self._scope.file_at(address)
        if page and self._base_url:
            return f"{self._base_url}{quote(paths.folder_of(page))}{hash_}{fragment}"
        if page is None and self._base_url and self._assets.is_asset(address):
            asset = self._assets.take(address)
            if asset:
                return self._base_url + quote(asset)
        return settings.SITE_URL.rstrip("/") + here

    def symbol(self, url: str) -> str | None:
        """Return the inside of a drawing in a sprite, or None when there is none."""
        address, _hash, name = url.partition("#")
        here = self._here(address)
        text = self._assets.text_of(here) if here else None
        found = BeautifulSoup(text, "html.parser").find(id=name) if text else None
        return found.decode_contents() if found else None

    def _here(self, url: str) -> str | None:
        """Return path, query and fragment of what `url` means on this page, or None for another site.

        Public files may have a host of their own; those keep their full address.
        """
        full = urljoin(settings.SITE_URL + self._url, url)
        inside = path_in_site(full)
        return full if inside is None and self._assets.is_asset(full) else inside
