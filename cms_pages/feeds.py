"""What can be subscribed to: journals and works, as RSS and Atom. Only what anybody may see is ever in them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms_pages import selectors
from cms_pages.models import BlogPage, BlogPostPage, PortfolioPage
from mentorship.models import Project
from portal.core.addresses import absolute

LATEST = 30
KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
#: Names of entries come from what they are, so they stay when titles, addresses or hosts change.
NAMESPACE = uuid.UUID("5b0f2c5e-6d0a-4c6c-9a53-0d2f0c6f3b11")


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    path: str
    words: str
    author: str
    published_at: datetime
    updated_at: datetime
    image_path: str = ""


@dataclass(frozen=True)
class Feed:
    title: str
    words: str
    #: The page that shows the same, and the feed's own address without its ending.
    page_path: str
    path: str
    entries: list[Entry]
    #: When there is no entry yet.
    begun_at: datetime


def journal(blog: BlogPage, *, path: str) -> Feed:
    """The newest posts of one journal. Three queries."""
    portfolio = blog.portfolio()
    title = f"{blog.title} · {portfolio.owner_person.display_name}" if portfolio else blog.title
    posts = selectors.newest_stories().child_of(blog)  # type: ignore[attr-defined]  # Wagtail's
    return Feed(
        title=title,
        words=_("What is written here."),
        page_path=blog.get_url() or "/",
        path=path,
        entries=_posts(posts),
        begun_at=blog.first_published_at,
    )


def stories(*, page_path: str, path: str, begun_at: datetime) -> Feed:
    """The newest posts of everybody. Three queries."""
    return Feed(
        title=_("Stories"),
        words=_("Notes from the workbench."),
        page_path=page_path,
        path=path,
        entries=_posts(selectors.newest_stories()),
        begun_at=begun_at,
    )


def works_of(portfolio: PortfolioPage, *, path: str) -> Feed:
    """The newest public works of one person. Two queries."""
    name = portfolio.owner_person.display_name
    return Feed(
        title=_("Works by %(name)s") % {"name": name},
        words=portfolio.tagline,
        page_path=portfolio.get_url() or "/",
        path=path,
        entries=_works(Project.objects.public().filter(owner=portfolio.owner_person)),
        begun_at=portfolio.first_published_at,
    )


def newest_works(*, page_path: str, path: str, begun_at: datetime) -> Feed:
    """The newest public works of everybody. Two queries."""
    return Feed(
        title=_("New works"),
        words=_("What people here have made."),
        page_path=page_path,
        path=path,
        entries=_works(Project.objects.public()),
        begun_at=begun_at,
    )


def write(feed: Feed, kind: str, *, address_of: Callable[[str], str] = absolute) -> bytes:
    """Write `feed` as "rss" or "atom"; the same rows give the same bytes. `address_of` turns paths into links."""
    own = address_of(f"{feed.path}.{kind}")
    written = _Dated(KINDS[kind], feed)(
        title=feed.title,
        link=address_of(feed.page_path),
        description=feed.words,
        language=get_language(),
        feed_url=own,
        feed_guid=_name(f"feed:{feed.path}"),
    )
    for entry in feed.entries:
        picture = (
            format_html('<p><img src="{}" alt=""></p>', address_of(entry.image_path)) if entry.image_path else ""
        )
        written.add_item(
            title=entry.title,
            link=address_of(entry.path),
            description=f"{picture}{linebreaks(entry.words, autoescape=True)}",
            unique_id=entry.id,
            unique_id_is_permalink=False,
            author_name=entry.author or None,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
        )
    return written.writeString("utf-8").encode()  # type: ignore[no-any-return]  # text, by its documentation


def _Dated(kind: type[SyndicationFeed], feed: Feed) -> type[SyndicationFeed]:
    """Let an empty feed be dated too: Django would write the present moment, different each time."""

    class Dated(kind):  # type: ignore[valid-type,misc]  # the two kinds differ in how they write only
        def latest_post_date(self) -> datetime:
            return max((entry.updated_at for entry in feed.entries), default=feed.begun_at)

    return Dated


def _posts(posts: Iterable[BlogPostPage]) -> list[Entry]:
    newest: Any = posts
    return [
        Entry(
            id=_name(f"story:{post.translation_key}:{post.locale_id}"),
            title=post.title,
            path=post.get_url() or "/",
            words=post.intro,
            author=post.author_name,
            published_at=post.first_published_at,
            updated_at=post.last_published_at or post.first_published_at,
        )
        for post in newest[:LATEST]
    ]


def _works(works: Any) -> list[Entry]:
    return [
        Entry(
            id=_name(f"work:{work.public_id}"),
            title=work.title,
            path=work.get_absolute_url(),
            words=work.description,
            author=work.owner.display_name,
            published_at=work.published_at,
            updated_at=max(work.updated_at, work.published_at),
            image_path=work.image["src"] if work.image else "",
        )
        for work in works.with_card().newest_first()[:LATEST]
    ]


def _name(what: str) -> str:
    return uuid.uuid5(NAMESPACE, what).urn
