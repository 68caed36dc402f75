"""Two screens over works for tests: one on our base, one on Wagtail's, which shows everything."""

from typing import Any

from django.urls import include, path
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from mentorship.models import Project, ProjectFile
from portal.core.viewsets import PolicyBulkAction, PolicyChooserViewSet, PolicyModelViewSet
from portal.urls import handler400
from portal.urls import urlpatterns as site

__all__ = ["handler400", "urlpatterns"]

SCREEN: dict[str, Any] = {
    "model": Project,
    "icon": "image",
    "form_fields": ["title", "media_type", "status", "visibility", "licence"],
    "list_display": ["title", "owner"],
    "list_filter": ["owner"],
    "list_export": ["title", "owner"],
    "search_fields": ["title"],
    "inspect_view_enabled": True,
    "copy_view_enabled": True,
}
FILES: dict[str, Any] = {"model": ProjectFile, "form_fields": ["caption"], "sort_order_field": "position"}
CHOICE: dict[str, Any] = {"model": Project, "register_widget": False}

walled = PolicyModelViewSet("walled", owner_field="owner", **SCREEN)
plain = ModelViewSet("plain", **SCREEN)
screens = [
    walled,
    plain,
    PolicyModelViewSet("walled_files", **FILES),
    ModelViewSet("plain_files", **FILES),
    PolicyChooserViewSet("walled_choice", **CHOICE),
    ChooserViewSet("plain_choice", **CHOICE),
]


class Frame(PolicyBulkAction):
    display_name = aria_label = "Frame"
    action_type = "frame"
    template_name = "wagtailadmin/bulk_actions/confirmation/base.html"
    models = [Project]


urlpatterns = [
    *(path(f"cms/{each.name}/", include((each.get_urlpatterns(), each.name))) for each in screens),
    *site,
]
