"""Questions about comments and letters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cms_pages.models import BlogPostPage, ContactMessage, PostComment
from mentorship.models import Pairing
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import watches_over_people

MINORS = (User.AgeBand.UNDER_16, User.AgeBand.FROM_16_TO_17)


def comments_under(post: BlogPostPage, seen_by: Any) -> QuerySet[PostComment]:
    """What `seen_by` may read under `post`, the oldest first, with authors and their portfolios."""
    found = PostComment.objects.seen_by(seen_by).filter(post=post)
    return found.select_related("author__portfolio").order_by("created_at", "pk")


def comments_to_decide(by: User) -> QuerySet[PostComment]:
    """Comments that wait for `by`, as `can_decide_on_comment` has it, the oldest first."""
    waiting = PostComment.objects.waiting().select_related("author", "post").prefetch_related("reports")
    if watches_over_people(by):
        return waiting.exclude(author=by, status=PostComment.Status.REPORTED).order_by("created_at", "pk")
    theirs = Pairing.objects.participants_of(by)
    of_minors = Q(author__age_band__in=MINORS)
    mine = (of_minors & Q(author__in=theirs)) | (~of_minors & (Q(post__owner=by) | Q(post__owner__in=theirs)))
    return waiting.filter(mine, status=PostComment.Status.HELD).order_by("created_at", "pk")


def messages_for(person: User) -> QuerySet[ContactMessage]:
    """What reached `person` through the contact form, the newest first."""
    return ContactMessage.objects.filter(recipient=person, status=ContactMessage.Status.DELIVERED).order_by(
        "-created_at", "-pk"
    )


def messages_to_decide(by: User) -> QuerySet[ContactMessage]:
    """Messages to minors that wait for `by`, as `can_decide_on_message` has it, the oldest first."""
    waiting = ContactMessage.objects.filter(status=ContactMessage.Status.HELD).exclude(recipient=by)
    if not watches_over_people(by):
        waiting = waiting.filter(recipient__in=Pairing.objects.participants_of(by))
    return waiting.select_related("recipient").order_by("created_at", "pk")


def watchers() -> list[User]:
    """Who is responsible for everybody's safety."""
    named = (roles.COORDINATOR, roles.SAFEGUARDING)
    return list(User.objects.filter(is_active=True, groups__name__in=named).distinct().order_by("pk"))


def keepers_of(person: User) -> list[User]:
    """Who reads first what reaches `person`: the mentors, or the coordinators where there is none."""
    mentors = Pairing.objects.current().filter(participant=person).values("mentor")
    return list(User.objects.filter(pk__in=mentors, is_active=True).order_by("pk")) or watchers()
