"""Hiding what was reported from everybody, and showing it again as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms_pages.models import PostComment
from cms_pages.services import comments
from mentorship.services import notes, projects
from messaging.models import Case
from messaging.services import messages, thanks
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop.services import questions, reviews

Kind = Case.Kind


class CannotHide(DomainError):
    message = _("This cannot be hidden, or it is not there any more.")


def hide(*, kind: str, row: Any, by: User, now: datetime) -> str:
    """Hide `row` and return how it was shown. Raises CannotHide, NotAllowed."""
    if row is None or kind == Kind.PROFILE:
        raise CannotHide
    if kind == Kind.MESSAGE:
        messages.hide(message=row, hidden_at=now)
        return "shown"
    if kind == Kind.COMMENT:
        comments.decide(comment=row, show=False, by=by, now=now)
        return "shown"
    if kind == Kind.REVIEW:
        reviews.take_down(review=row, by=by, now=now)
        return "shown"
    if kind == Kind.ASKED:
        questions.take_down(word=row, by=by, now=now)
        return "shown"
    if kind == Kind.NOTE:
        notes.decide(note=row, show=False, by=by)
        return "shown"
    if kind == Kind.THANKS:
        thanks.hide(thanks=row, is_hidden=True, by=by)
        return "shown"
    was_shown = str(row.visibility)
    projects.hide_for_safety(project=row, by=by, now=now)
    return was_shown


def let_stand(*, kind: str, row: Any, by: User, now: datetime) -> None:
    """Show again what the report itself had hidden, as comments are. Raises NotAllowed."""
    if kind == Kind.COMMENT and row is not None and row.status == PostComment.Status.REPORTED:
        comments.decide(comment=row, show=True, by=by, now=now)


def show(*, kind: str, row: Any, was_shown: str, by: User, now: datetime) -> None:
    """Show `row` as it was before `hide`. Raises CannotHide, NotAllowed."""
    if row is None or kind == Kind.PROFILE:
        raise CannotHide
    if kind == Kind.MESSAGE:
        messages.hide(message=row, hidden_at=None)
    elif kind == Kind.COMMENT:
        comments.decide(comment=row, show=True, by=by, now=now)
    elif kind == Kind.REVIEW:
        reviews.put_back(review=row, by=by, now=now)
    elif kind == Kind.ASKED:
        questions.put_back(word=row, by=by)
    elif kind == Kind.NOTE:
        notes.decide(note=row, show=True, by=by)
    elif kind == Kind.THANKS:
        thanks.hide(thanks=row, is_hidden=False, by=by)
    else:
        projects.show_after_review(project=row, visibility=was_shown, by=by, now=now)
