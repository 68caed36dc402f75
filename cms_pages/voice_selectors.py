"""Questions about comments and letters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cms_pages.models import BlogPostPage, ContactMessage, PostComment
from cms_pages.policies import CommentPolicy, MessagePolicy
from mentorship.models import Pairing
from portal.accounts import roles
from portal.accounts.models import User

COMMENTS, MESSAGES = CommentPolicy(), MessagePolicy()


def comments_under(post: BlogPostPage, seen_by: Any) -> QuerySet[PostComment]:
    """What `seen_by` may read under `post`, the oldest first, with authors and their portfolios."""
    found = PostComment.objects.readable_by(seen_by).filter(post=post)
    return found.select_related("author__portfolio").order_by("created_at", "pk")


def comments_to_decide(by: User) -> QuerySet[PostComment]:
    """Comments that wait for `by`, the oldest first."""
    waiting = PostComment.objects.waiting().filter(COMMENTS.decided_by(by))
    return waiting.select_related("author", "post").prefetch_related("reports").order_by("created_at", "pk")


def messages_for(person: User) -> QuerySet[ContactMessage]:
    """What reached `person` through the contact form, the newest first."""
    return ContactMessage.objects.filter(recipient=person, status=ContactMessage.Status.DELIVERED).order_by(
        "-created_at", "-pk"
    )


def messages_to_decide(by: User) -> QuerySet[ContactMessage]:
    """Messages to minors that wait for `by`, the oldest first."""
    waiting = ContactMessage.objects.filter(MESSAGES.decided_by(by), status=ContactMessage.Status.HELD)
    return waiting.select_related("recipient").order_by("created_at", "pk")


def watchers() -> list[User]:
    """Who is responsible for everybody's safety."""
    named = (roles.COORDINATOR, roles.SAFEGUARDING)
    return list(User.objects.filter(is_active=True, groups__name__in=named).distinct().order_by("pk"))


def keepers_of(person: User) -> list[User]:
    """Who reads first what reaches `person`: the mentors, or the coordinators where there is none."""
    mentors = Pairing.objects.current().filter(participant=person).values("mentor")
    return list(User.objects.filter(pk__in=mentors, is_active=True).order_by("pk")) or watchers()
