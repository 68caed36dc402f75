"""Whose work it is: asked before anything about a work changes."""

from django.utils.translation import gettext as _

from mentorship.models import Project
from portal.accounts.models import User
from portal.core.policy import can, require


def check(project: Project, by: User) -> None:
    """Refuse whoever may not change `project`, before a picture is decoded. Raises NotAllowed."""
    require(can(by, "change", project), _("This is somebody else's work."))


def locked(project: Project, by: User) -> Project:
    """Return `project` as it is now, locked until the transaction ends. Raises NotAllowed."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    check(project, by)
    return project
