"""How a page is described to search engines and social sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms_pages import selectors, sharing
from cms_pages.models import BlogPage, BlogPostPage, GalleryPage, HomePage, PortfolioPage, StoriesIndexPage
from cms_pages.models.base import BasePage
from mentorship.jsonld import work
from portal.accounts.models import Consent
from portal.accounts.selectors import consent_holds
from portal.core import jsonld
from portal.core.addresses import absolute
from portal.core.freshness import kept_for_all, made_of

SHARED = "fill-1200x630|format-jpeg"
#: Works of a page that are described one by one.
MOST_WORKS = 12
Context = Mapping[str, Any]
AboutPeople = Callable[[Any], jsonld.Thing]
_about_people: list[AboutPeople] = []


@dataclass(frozen=True)
class Own:
    """What one kind of page adds."""

    kind: str = "website"
    picture: Any = None
    #: Stands in when there is no picture: dict of src, width, height, alt.
    drawn: dict[str, Any] | None = None
    feeds: list[tuple[str, str]] = field(default_factory=list)
    facts: list[jsonld.Thing] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(frozen=True)
class Described:
    title: str
    words: str
    path: str
    kind: str
    image: dict[str, Any] | None
    is_hidden: bool
    feeds: list[tuple[str, str]]
    facts: list[jsonld.Thing]
    #: (language code, address) of the page and its translations.
    alternates: list[tuple[str, str]] = field(default_factory=list)


def about_people(function: AboutPeople) -> AboutPeople:
    """Register `function`: asked with a person, it returns what else their portfolio says of them to machines."""
    _about_people.append(function)
    return function


def describe(page: BasePage, context: Context) -> Described:
    """Describe `page` as it is shown with `context`. No query but for pictures seen for the first time."""
    request = context["request"]
    own = _own(page, context, request)
    hidden = own.is_hidden or is_restricted(page, request)
    narrowed = context.get("narrowed")
    path = narrowed.path if narrowed else page.get_url(request) or "/"
    trail = context.get("trail") or []
    return Described(
        title=narrowed.title if narrowed else page.seo_title or page.title,
        words=page.search_description or getattr(page, "tagline", "") or _line(page),
        path=path + _number(request),
        kind=own.kind,
        image=None if hidden else _shared(page.social_image or own.picture) or own.drawn,
        is_hidden=hidden,
        feeds=[] if hidden else own.feeds,
        facts=[] if hidden else [*own.facts, jsonld.breadcrumbs(trail, page.title, path)],
        alternates=[] if hidden else alternates(page, request),
    )


def alternates(page: BasePage, request: HttpRequest) -> list[tuple[str, str]]:
    """Return (language code, address) of `page` and its translations. One query until a page changes, at most."""
    if not getattr(page, "is_translated", False) or not page.pk:
        return []

    def look() -> list[tuple[str, str]]:
        made_of("wagtailcore_site")  # with which addresses begin; Wagtail keeps it
        read = [(code, each.get_url(request)) for code, each in selectors.translations_of(page)]
        found = [(code, address) for code, address in read if address]
        return found if len(found) > 1 else []

    if "_alternates" not in page.__dict__:
        site, codes = Site.find_for_request(request), ",".join(code for code, _name in settings.LANGUAGES)
        name = f"{page.pk}:{site.pk if site else ''}:{codes}"
        page.__dict__["_alternates"] = kept_for_all("alternates", name, look)
    known: list[tuple[str, str]] = page.__dict__["_alternates"]
    return known


def is_restricted(page: BasePage, request: HttpRequest) -> bool:
    """Whether not everybody may read `page`: a draft, a preview, a restricted section."""
    return getattr(request, "is_preview", False) or not page.live or bool(page.restrictions)


@singledispatch
def _own(page: Any, context: Context, request: HttpRequest) -> Own:
    return Own()


@_own.register
def _home(page: HomePage, context: Context, request: HttpRequest) -> Own:
    facts = {"@type": "WebSite", "name": str(context.get("site_name", page.title)), "url": absolute("/")}
    return Own(picture=page.picture, feeds=[_new_works(), _stories()], facts=[facts])


@_own.register
def _list_of_stories(page: StoriesIndexPage, context: Context, request: HttpRequest) -> Own:
    return Own(feeds=[_stories()])


@_own.register
def _portfolio(page: PortfolioPage, context: Context, request: HttpRequest) -> Own:
    person = jsonld.person(
        page.owner_person.display_name,
        path=page.get_url(request) or "",
        image=page.owner_person.profile.public_avatar_url,
        description=page.tagline,
        knows=[skill["name"] for skill in context.get("skills", ())],
    )
    for each in _about_people:
        person |= jsonld.without_blanks(each(page.owner_person))
    works = [work(each) for each in list(context.get("works", ()))[:MOST_WORKS]]
    return Own(
        kind="profile",
        picture=page.picture,
        drawn=_drawn(page),
        feeds=_feeds_of(page),
        facts=[jsonld.without_blanks({"@type": "ProfilePage", "mainEntity": person}), *works],
        is_hidden=not may_be_found(page),
    )


@_own.register
def _gallery(page: GalleryPage, context: Context, request: HttpRequest) -> Own:
    above = page.portfolio()
    if above is None:
        return Own()
    works = [work(each) for each in list(context.get("works", ()))[:MOST_WORKS]]
    hidden = not (page.is_public and may_be_found(above))
    return Own(drawn=_drawn(above), feeds=_feeds_of(above)[1:], facts=works, is_hidden=hidden)


@_own.register
def _journal(page: BlogPage, context: Context, request: HttpRequest) -> Own:
    above = page.portfolio()
    if above is None:
        return Own(feeds=[(page.title, _feed_path("chapter_journal_feed", page.slug))])
    return Own(drawn=_drawn(above), feeds=_feeds_of(above)[:1], is_hidden=not may_be_found(above))


@_own.register
def _post(page: BlogPostPage, context: Context, request: HttpRequest) -> Own:
    above = page.portfolio()
    image = _shared(page.social_image or page.picture)
    fact = {
        "@type": "BlogPosting",
        "headline": page.title,
        "description": page.intro,
        "url": absolute(page.get_url(request) or ""),
        "image": absolute(image["src"]) if image else "",
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        "author": jsonld.person(page.author_name, path=(above.get_url(request) or "") if above else ""),
    }
    return Own(
        kind="article",
        picture=page.picture,
        drawn=_drawn(above) if above else None,
        facts=[jsonld.without_blanks(fact)],
        is_hidden=above is not None and not may_be_found(above),
    )


def may_be_found(portfolio: PortfolioPage) -> bool:
    """Whether strangers may be led to this person; a query only for minors, whose consent must hold."""
    person = portfolio.owner_person
    return person.is_active and (not person.is_minor or consent_holds(person, Consent.Kind.PUBLISHING))


def _line(page: Any) -> str:
    return page.intro if isinstance(page, BlogPostPage) else ""


def _number(request: HttpRequest) -> str:
    number = request.GET.get("page", "")
    return f"?page={number}" if number.isdecimal() and number != "1" else ""


def _shared(picture: Any) -> dict[str, Any] | None:
    if picture is None:
        return None
    made = picture.get_rendition(SHARED)
    return {"src": made.url, "width": made.width, "height": made.height, "alt": picture.description}


def _drawn(portfolio: PortfolioPage) -> dict[str, Any]:
    src = reverse("cms_pages:share_person", args=[portfolio.owner_person.handle])
    alt = _("A work by %(name)s") % {"name": portfolio.owner_person.display_name}
    return {"src": src, "width": sharing.WIDTH, "height": sharing.HEIGHT, "alt": alt}


def _feeds_of(portfolio: PortfolioPage) -> list[tuple[str, str]]:
    """The feeds of a person: journal, then works."""
    person = portfolio.owner_person
    return [
        (_("Journal of %(name)s") % {"name": person.display_name}, _feed_path("journal_feed", person.handle)),
        (_("Works by %(name)s") % {"name": person.display_name}, _feed_path("works_of_feed", person.handle)),
    ]


def _stories() -> tuple[str, str]:
    return _("Stories"), _feed_path("stories_feed")


def _new_works() -> tuple[str, str]:
    return _("New works"), _feed_path("works_feed")


def _feed_path(name: str, *args: str) -> str:
    """The address of a feed without its ending, which components/seo.html adds."""
    return reverse(f"cms_pages:{name}", args=[*args, "atom"]).removesuffix(".atom")
