"""Comments under stories: held until somebody has looked, reported by anybody, gone when their author says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms_pages import signals
from cms_pages.models import BlogPostPage, CommentReport, PostComment
from cms_pages.permissions import can_comment
from portal.accounts.models import User
from portal.accounts.permissions import watches_over_people
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

Status = PostComment.Status


class CommentsAreOff(DomainError):
    message = _("This story takes no comments.")


class NothingWritten(DomainError):
    message = _("Write something first.")


@transaction.atomic
def write(*, post: BlogPostPage, by: User, text: str, now: datetime, submission: UUID) -> PostComment:
    """Put a comment under `post`; it is shown once somebody has looked, or at once if `by` decides that.

    Sending one form twice makes one comment. Raises CommentsAreOff, NothingWritten, NotAllowed.
    """
    if not post.takes_comments:
        raise CommentsAreOff
    require(can_comment(by, post), gettext("You cannot comment here. Ask your mentor to help you say it."))
    if not text.strip():
        raise NothingWritten
    comment, is_new = PostComment.objects.get_or_create(
        submission=submission, defaults={"post": post, "author": by, "text": text.strip(), "created_at": now}
    )
    if is_new and can(by, "decide", comment):
        _set(comment, Status.SHOWN, by=by, now=now)
    elif is_new:
        announce(signals.comment_waits, PostComment, comment=comment)
    return comment


@transaction.atomic
def decide(*, comment: PostComment, show: bool, by: User, now: datetime) -> PostComment:
    """Show `comment` to everybody, or don't. Raises NotAllowed."""
    comment = PostComment.objects.select_for_update().get(pk=comment.pk)
    require(can(by, "decide", comment), gettext("Somebody else decides about this comment."))
    _set(comment, Status.SHOWN if show else Status.DECLINED, by=by, now=now)
    if show:
        announce(signals.comment_shown, PostComment, comment=comment, by=by)
    return comment


@transaction.atomic
def report(*, comment: PostComment, by: User, reason: str, now: datetime) -> PostComment:
    """Hide `comment` until a coordinator has looked; what they have let stand stays to be read meanwhile.

    Reporting twice is one report. Raises NotAllowed.
    """
    comment = PostComment.objects.select_for_update().get(pk=comment.pk)
    require(can(by, "report", comment), gettext("This comment is not there any more."))
    stands = _was_let_stand(comment)
    _report, is_new = CommentReport.objects.get_or_create(
        comment=comment, reporter=by, defaults={"reason": reason[:300], "created_at": now}
    )
    if is_new and comment.status != Status.REPORTED:
        if not stands:
            comment.status = Status.REPORTED
            comment.save(update_fields=["status"])
        announce(signals.comment_reported, PostComment, comment=comment, by=by)
    return comment


@transaction.atomic
def take_back(*, comment: PostComment, by: User) -> None:
    """Delete `comment` for good: its author may, and whoever keeps the story in order. Raises NotAllowed."""
    comment = PostComment.objects.select_for_update().get(pk=comment.pk)
    require(can(by, "delete", comment), gettext("This is somebody else's comment."))
    comment.delete()


def _was_let_stand(comment: PostComment) -> bool:
    """Whether somebody who watches over people has shown `comment` after a report. At most two queries."""
    if comment.status != Status.SHOWN or comment.decided_by is None or comment.decided_at is None:
        return False
    looked = watches_over_people(comment.decided_by)
    return looked and comment.reports.filter(created_at__lte=comment.decided_at).exists()


def _set(comment: PostComment, status: str, *, by: User, now: datetime) -> None:
    comment.status, comment.decided_by, comment.decided_at = status, by, now
    comment.save(update_fields=["status", "decided_by", "decided_at"])
