"""What Wagtail shows of pages that need several apps."""

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from mentorship.permissions.cohorts import can_lead_cohorts
from portal.accounts.permissions import can_run_chapter


class MentorDeskItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return can_lead_cohorts(request.user)  # type: ignore[arg-type]  # nobody is here without a log-in


class QueueItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return can_run_chapter(request.user)  # type: ignore[arg-type]  # nobody is here without a log-in


@hooks.register("register_admin_urls")
def register_own_pages() -> list[object]:
    return [path("desk/", include("portal.desk.urls")), path("jobs/", include("portal.queue.urls"))]


@hooks.register("register_admin_menu_item")
def mentor_desk() -> MenuItem:
    return MentorDeskItem(
        _("My desk"), reverse_lazy("mentor_desk:index"), name="mentor-desk", icon_name="tasks", order=105
    )


@hooks.register("register_settings_menu_item")
def job_queue() -> MenuItem:
    return QueueItem(_("Background work"), reverse_lazy("job_queue:index"), name="job-queue", icon_name="cogs")
