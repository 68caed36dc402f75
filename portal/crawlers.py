"""What search engines are told: robots.txt, and a sitemap of what anybody may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page

from cms_pages import selectors
from mentorship.models import Project
from mentorship.models.projects import ProjectQuerySet
from portal.core.addresses import absolute
from shop.models import Listing
from shop.models.listings import ListingQuerySet

PER_FILE = 5_000
#: Nothing a stranger could read, or the same things in another order.
KEEP_OUT = (
    "/cms/",
    "/django-admin/",
    "/account/",
    "/my/",
    "/language/",
    "/shop/basket/",
    "/shop/checkout/",
    "/shop/accounts/",
)


class OurSitemap(Sitemap[Any]):
    """Addresses come from the settings, never from the request."""

    limit = PER_FILE
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(OurSitemap):
    """Pages of the chapter, and of people whom strangers may be led to, with their translations. Four queries."""

    def items(self) -> Any:
        return selectors.public_pages()

    def location(self, item: Page) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Name the translations beside each page that has some, as Django does for views."""
        found: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        keys = [each["item"].translation_key for each in found]
        rows = selectors.public_pages().filter(translation_key__in=keys).select_related("locale")
        known: dict[Any, dict[str, str]] = defaultdict(dict)
        for row in rows:
            known[row.translation_key][row.locale.language_code] = f"{protocol}://{domain}{self.location(row)}"
        for each in found:
            others = known[each["item"].translation_key]
            if len(others) > 1:
                each["alternates"] = [{"lang_code": code, "location": to} for code, to in sorted(others.items())]
        return found


class Works(OurSitemap):
    """Public works. Two queries."""

    def items(self) -> ProjectQuerySet:
        return Project.objects.public().order_by("pk")

    def lastmod(self, item: Project) -> datetime:
        return item.updated_at


class Pieces(OurSitemap):
    """What is for sale, sold pieces among them. Two queries."""

    def items(self) -> ListingQuerySet:
        return Listing.objects.live().select_related("project").order_by("pk")

    def lastmod(self, item: Listing) -> datetime:
        return max(item.updated_at, item.project.updated_at)


class Doors(OurSitemap):
    """The lists that are no pages of the CMS."""

    def items(self) -> Iterable[str]:
        return ["mentorship:project_list", "catalogue:index"]

    def location(self, item: str) -> str:
        return reverse(item)


SECTIONS = {"pages": Pages, "works": Works, "pieces": Pieces, "doors": Doors}


@require_safe
@conditional_page
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return index(request, SECTIONS, sitemap_url_name="sitemap_section")


@require_safe
@conditional_page
def sitemap_section(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemap(request, SECTIONS, section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEEP_OUT), ""]
    lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
