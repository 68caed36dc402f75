"""Works that the chapter shows to newcomers first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship.models import Project
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NotPublic(DomainError):
    message = gettext_lazy("Only a work that everybody sees can be chosen.")


@transaction.atomic
def feature(*, project: Project, by: User, now: datetime) -> Project:
    """Choose `project`, the latest choice first; it shows while it is public. Raises NotPublic, NotAllowed."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(can(by, "feature", Project), _("Only a coordinator chooses works for everybody."))
    if not project.is_public:
        raise NotPublic
    project.featured_at = now
    project.save(update_fields=["featured_at"])
    log(project, "mentorship.project.feature", user=by)
    return project


@transaction.atomic
def unfeature(*, project: Project, by: User) -> Project:
    """Choose `project` no longer. Raises NotAllowed."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(can(by, "feature", Project), _("Only a coordinator chooses works for everybody."))
    if project.featured_at is not None:
        project.featured_at = None
        project.save(update_fields=["featured_at"])
        log(project, "mentorship.project.unfeature", user=by)
    return project
