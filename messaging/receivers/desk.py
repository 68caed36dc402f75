"""Comments come to the desk when they are reported; what was hidden does not come back by itself."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from cms_pages import signals as pages
from cms_pages.models import PostComment
from mentorship import signals as learning
from mentorship.models import Project
from mentorship.services import projects
from messaging.models import Case, CaseAct
from messaging.services import desk
from portal.accounts.models import User


@receiver(pages.comment_reported, dispatch_uid="messaging.comment_reported")
def comment_reported(comment: PostComment, by: User, **_: Any) -> None:
    said = comment.reports.filter(reporter=by).first()
    if by != comment.author:
        told = {"reason": "other", "note": said.reason if said else "", "by": by, "now": timezone.now()}
        desk.report(kind=Case.Kind.COMMENT, row=comment, person=comment.author, **told)


@receiver(learning.project_published, dispatch_uid="messaging.keep_hidden")
def keep_hidden(project: Project, **_: Any) -> None:
    """A work that was hidden after a report stays hidden until the desk shows it again."""
    case = Case.objects.about_row(Case.Kind.PROJECT, project).filter(is_hidden=True).first()
    hid = case.acts.filter(act=CaseAct.Act.HIDE).order_by("-pk").first() if case else None
    if hid:
        projects.hide_for_safety(project=project, by=hid.by, now=timezone.now())
