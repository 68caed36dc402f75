"""Spoken notes, photos and short films that go with feedback, while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Feedback, FeedbackFile
from mentorship.services import claims, reviews, tasks, work_files
from mentorship.services import files as stored
from portal.accounts.models import User
from portal.core import quota
from portal.core.exceptions import DomainError
from portal.core.policy import require
from portal.core.uploads import BadUpload

MOST = 4
KINDS = frozenset({FeedbackFile.Kind.IMAGE, FeedbackFile.Kind.AUDIO, FeedbackFile.Kind.VIDEO})


class TooManyFiles(DomainError):
    message = gettext_lazy("Feedback has at most 4 files. Remove one first.")


def add(*, feedback: Feedback, files: Iterable[Any], by: User, now: datetime) -> list[FeedbackFile]:
    """Put `files` to a draft of `by`: all of them or, when one is bad, none.

    Raises NotAllowed, ReleasedAlready, BadUpload, TooManyFiles, Full, and as `claims.claim` does.
    """
    _check_own(feedback, by)
    uploads = stored.clean_all(files)
    for each in uploads:
        if each.kind not in KINDS:
            raise BadUpload(_("%(name)s: choose photos, sounds or films here.") % {"name": each.filename})
    with stored.shelf() as shelf, transaction.atomic():
        draft = _locked(feedback, by=by, now=now)
        taken = draft.files.count()
        if taken + len(uploads) > MOST:
            raise TooManyFiles
        quota.claim(by, work_files.size_of(uploads))
        return FeedbackFile.objects.bulk_create(
            stored.fill(FeedbackFile(feedback=draft, position=taken + at), each, shelf=shelf, folder="tasks")
            for at, each in enumerate(uploads)
        )


@transaction.atomic
def remove(*, feedback: Feedback, files: Iterable[FeedbackFile], by: User, now: datetime) -> None:
    """Take `files` away from a draft of `by`. Raises NotAllowed, ReleasedAlready, and as `claims.claim` does."""
    draft = _locked(feedback, by=by, now=now)
    gone = list(draft.files.filter(pk__in=[each.pk for each in files]))
    stored.delete_after_commit([path for file in gone for path in file.paths])
    draft.files.filter(pk__in=[each.pk for each in gone]).delete()


def _locked(feedback: Feedback, *, by: User, now: datetime) -> Feedback:
    _check_own(feedback, by)
    claims.hold(task=tasks.locked(feedback.submission.task), by=by, now=now)
    draft: Feedback = Feedback.objects.get(pk=feedback.pk)
    if draft.is_released:
        raise reviews.ReleasedAlready
    return draft


def _check_own(feedback: Feedback, by: User) -> None:
    require(by.is_active and feedback.reviewer_id == by.pk, _("This is somebody else's feedback."))
