"""Stories in journals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.rich_text import RichText

from cms_pages.models import BlogPage, BlogPostPage, Series
from cms_pages.services import approvals
from portal.accounts.models import User
from portal.core.policy import require


@transaction.atomic
def publish_post(
    *,
    blog: BlogPage,
    title: str,
    by: User,
    now: datetime,
    body: str | Iterable[tuple[str, Any]] = (),
    intro: str = "",
    picture: Any = None,
    tags: Iterable[str] = (),
    series: Series | None = None,
    part: int | None = None,
) -> BlogPostPage:
    """Publish a story in `blog`, dated `now`, or ask for an approval for whom needs one. Raises NotAllowed.

    `body` is rich text, or blocks as (type, value) pairs of `cms_pages.blocks.body_blocks`.
    """
    require(_may_write(blog, by), "This is somebody else's journal.")
    blocks = [("text", RichText(body))] if isinstance(body, str) else list(body)
    post = BlogPostPage(title=title, intro=intro, body=blocks, picture=picture, owner=by, live=False)
    post.series, post.part = series, part
    post.tags.add(*tags)
    blog.refresh_from_db()
    blog.add_child(instance=post)
    post.first_published_at = now
    post.save_revision(user=by)
    approvals.publish_or_ask(page=post, by=by)
    post.refresh_from_db()
    return post


def _may_write(blog: BlogPage, by: User) -> bool:
    """Whether `by` may put a story in `blog` and have it shown, perhaps after an approval."""
    rights = blog.permissions_for_user(by)
    return bool(rights.can_publish_subpage() or (rights.can_add_subpage() and blog.person() == by))
