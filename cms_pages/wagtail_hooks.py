"""What Wagtail's admin shows to whom. Registration only; the rights themselves are in permissions.py."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_pages import reports
from cms_pages.choosers import offer_chooser, project_chooser
from cms_pages.models import FormPage, PortfolioPage
from cms_pages.panels import OwnPortfolioPanel
from cms_pages.viewsets import AnswersView, ParticipantViewSet, participants
from mentorship.models import Project
from portal.accounts import roles
from portal.accounts.permissions import needs_approval_to_publish
from portal.core.policy import can

#: What each role uses of the menu; who runs the chapter sees what their rights open.
MENU = {
    roles.PARTICIPANT: {"explorer", "images", "my-works", "approvals", "reports"},
    roles.MENTOR: {"mentor-desk", "my-participants", "approvals", "my-works", "learning", "talent", "supplies"},
}


#: Wagtail's explorer offers every person as a checkbox: a leak for participants, a burden with 10,000 people.
for _filters in (PageFilterSet, GenericPageFilterSet):
    for _people in ("owner", "edited_by"):
        _filters.base_filters.pop(_people, None)


def runs_the_chapter(user: Any) -> bool:
    return bool(user.is_superuser or user.has_role(roles.COORDINATOR))


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    return [project_chooser, offer_chooser]


@hooks.register("construct_page_chooser_queryset")
def choose_from_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    explorable = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=explorable.values("pk"))


@hooks.register("construct_main_menu")
def show_what_one_uses(request: HttpRequest, menu_items: list[Any]) -> None:
    if not runs_the_chapter(request.user):
        used = {name for role in request.user.role_slugs for name in MENU.get(role, ())}
        menu_items[:] = [item for item in menu_items if item.name in used]


class WorksItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return can(request.user, "create", Project)


@hooks.register("register_admin_menu_item")
def own_works() -> MenuItem:
    url = reverse_lazy("mentorship:my_projects")
    return WorksItem(_("My works"), url, name="my-works", icon_name="pick", order=120)


class ApprovalsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        approves = runs_the_chapter(user) or user.has_role(roles.MENTOR)
        return bool(approves or needs_approval_to_publish(user))


@hooks.register("register_admin_menu_item")
def approvals() -> MenuItem:
    return ApprovalsItem(
        _("Approvals"), reverse_lazy("cms_pages:approvals"), name="approvals", icon_name="check", order=115
    )


@hooks.register("register_admin_viewset")
def register_participants() -> ParticipantViewSet:
    return participants


FormPage.submissions_list_view_class = AnswersView


@hooks.register("construct_reports_menu")
def no_reports_about_others(request: HttpRequest, menu_items: list[Any]) -> None:
    if not runs_the_chapter(request.user):
        menu_items[:] = [item for item in menu_items if item.name in reports.VIEWS]


@hooks.register("register_admin_urls")
def register_reports() -> list[Any]:
    return [path("page-reports/", include((reports.urls, "page_reports")))]


for _name, _view in reports.VIEWS.items():
    hooks.register(
        "register_reports_menu_item",
        partial(
            MenuItem,
            _view.page_title,
            reverse_lazy(_view.index_url_name),
            name=_name,
            icon_name=_view.header_icon,
            order=50,
        ),
    )


@hooks.register("construct_page_action_menu")
def no_copies_of_pages_in_other_languages(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """An alias would show one language below the address of another."""
    menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


@hooks.register("construct_help_menu")
def no_help_about_other_software(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own news and guide are for who builds sites, and lie elsewhere."""
    menu_items.clear()


@hooks.register("construct_homepage_summary_items")
def count_what_one_uses(request: HttpRequest, summary_items: list[Any]) -> None:
    if not runs_the_chapter(request.user):
        summary_items[:] = [item for item in summary_items if not isinstance(item, DocumentsSummaryItem)]


@hooks.register("construct_homepage_panels")
def own_portfolio_first(request: HttpRequest, panels: list[Any]) -> None:
    portfolio = PortfolioPage.objects.filter(owner_person=request.user).select_related("owner_person").first()
    if portfolio is not None:
        panels[:] = [each for each in panels if not isinstance(each, UserObjectsInWorkflowModerationPanel)]
        panels.insert(0, OwnPortfolioPanel(portfolio))  # says what waits, and the note with what came back


@hooks.register("before_bulk_action")
def portfolios_stay(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Bulk actions ask the plain page, which does not know that a portfolio can be neither deleted nor moved."""
    if action_type in {"delete", "move"} and not request.user.is_superuser:
        pages = [each.pk for each in objects if isinstance(each, Page)]
        if PortfolioPage.objects.filter(pk__in=pages).exists():
            raise PermissionDenied


class OwnMediaAPI:
    """Mixin: the admin API lists everybody's files unless it is told not to."""

    request: HttpRequest
    model: Any

    def get_queryset(self) -> Any:
        mine = policy_registry.get_by_type(self.model).instances_user_has_any_permission_for(
            self.request.user, ["choose", "change"]
        )
        return super().get_queryset().filter(pk__in=mine.values("pk"))  # type: ignore[misc]  # the API's view


class OwnImagesAPI(OwnMediaAPI, ImagesAdminAPIViewSet):
    pass


class OwnDocumentsAPI(OwnMediaAPI, DocumentsAdminAPIViewSet):
    pass


@hooks.register("construct_admin_api", order=1000)
def narrow_the_admin_api(router: Any) -> None:
    router.register_endpoint("images", OwnImagesAPI)
    router.register_endpoint("documents", OwnDocumentsAPI)


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_editor_js")
def keep_saving() -> str:
    return format_html('<script src="{}" defer></script>', static("js/keep-saving.js"))
