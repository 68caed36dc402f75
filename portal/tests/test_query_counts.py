"""The named public pages ask the same for 10 and for 200 rows, uncached; how much, query_budgets.toml says."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Site

from cms_pages import context, front
from cms_pages.models import GalleryItem, GalleryPage
from mentorship.models import Project
from portal.core import freshness
from shop.services import listings

FEW, MANY = 10, 200
BUDGETS: dict[str, int] = tomllib.loads((Path(__file__).parent / "query_budgets.toml").read_text())

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class World:
    """One maker with works that are shown in a gallery, are for sale, and lie in a visitor's basket."""

    def __init__(self, maker: Any) -> None:
        self.maker = maker
        self.gallery = GalleryPage.objects.descendant_of(maker.portfolio).get()
        self.visitor = Client()
        self.size = 0

    def grow_to(self, size: int) -> None:
        for number in range(self.size, size):
            work = Project.objects.create(
                owner=self.maker,
                title=f"Bowl {number}",
                media_type="object",
                visibility="public",
                published_at=timezone.now(),
            )
            GalleryItem.objects.create(gallery=self.gallery, project=work, sort_order=number)
            offer = listings.offer(project=work, kind="edition", price=Decimal("12.50"), quantity=5, by=self.maker)
            self.visitor.post(f"/shop/basket/add/{offer.public_id}/", {"quantity": 1})
        self.size = size

    def addresses(self) -> dict[str, str]:
        piece = self.maker.seller.listings.first().product.get_absolute_url()
        return {
            "home": "/",
            "people": "/people/",
            "portfolio": self.maker.portfolio.url,
            "gallery": self.gallery.url,
            "works": "/works/",
            "work": Project.objects.first().get_absolute_url(),
            "product list": "/shop/",
            "product": piece,
            "basket": "/shop/basket/",
            "details": "/shop/checkout/",
        }


@pytest.fixture(autouse=True)
def on(settings: Any) -> Iterator[None]:
    """Writes are seen as in production, and no page is kept whole."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_NEVER = True, ("/",)
    freshness.watch(connection)
    yield
    connection.execute_wrappers.remove(freshness.see)


def questions(browser: Client, url: str) -> int:
    """How many queries a page needs with nothing cached but what all share: site, languages, chapter settings."""
    connections["default"].__dict__.pop("_changes", None)  # the test's own transaction never ends
    for _ in range(2):
        for cache in caches.all():
            cache.clear()
        context.read()
        front.only_site()
        Site.get_site_root_paths()
        Locale.get_active()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200, url
    return len(queries)


def test_public_pages_ask_the_same_for_ten_and_for_two_hundred(participant, capsys):
    world = World(participant)
    world.grow_to(FEW)
    few = {name: questions(world.visitor, url) for name, url in world.addresses().items()}

    world.grow_to(MANY)
    many = {name: questions(world.visitor, url) for name, url in world.addresses().items()}

    with capsys.disabled():
        print("\nqueries at 10 and 200 rows:", ", ".join(f"{name} {few[name]}/{many[name]}" for name in few))
    assert many == few
    assert many.keys() == BUDGETS.keys()
    assert {name: asked for name, asked in many.items() if asked > BUDGETS[name]} == {}
