"""Skill packs in the Wagtail admin: which are here, loading one after a look, taking one along."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from mentorship.models import SkillPack
from mentorship.packs.schema import LISTS
from mentorship.views import packs as views
from portal.core.viewsets import PolicyIndexView, PolicyInspectView, PolicyModelViewSet

VERSIONS_SHOWN = 50


class PackIndexView(PolicyIndexView):
    page_title = _("Skill packs")

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Load a pack"), url=reverse("mentorship_pack:load"), icon_name="upload")]

    @cached_property
    def columns(self) -> list[Column]:
        title, *others = super().columns
        download = Column(
            "download",
            label=_("Take along"),
            accessor=lambda row: reverse("mentorship_pack:download", args=[row.pk]),
        )
        download.cell_template_name = "wagtailadmin/skill_packs/download_cell.html"
        return [title, *others, download]


class PackInspectView(PolicyInspectView):
    """What a pack brought, and every version of it that was loaded."""

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        versions = self.object.versions.select_related("loaded_by").order_by("-loaded_at", "-pk")
        shown = list(versions[:VERSIONS_SHOWN])
        manifest = shown[0].manifest if shown else {}
        brought = Counter({kind: len(manifest.get(kind, ())) for kind in LISTS})
        brought["levels"] = sum(len(skill["levels"]) for skill in manifest.get("skills", ()))
        return {**context, "pack": self.object, "versions": shown, "brought": dict(brought), "manifest": manifest}


class SkillPackViewSet(PolicyModelViewSet):
    model = SkillPack
    name = url_prefix = "mentorship_pack"
    icon = "download"
    menu_label = _("Skill packs")
    list_display = ["name", "version", "author", "licence", "loaded_at"]
    search_fields = ["name", "description", "author"]
    ordering = ["name", "pk"]
    form_fields: list[str] = []
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_template_name = "wagtailadmin/skill_packs/inspect.html"
    index_view_class = PackIndexView
    inspect_view_class = PackInspectView

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("load/", views.load, name="load"),
            path("confirm/", views.confirm, name="confirm"),
            path("download/<int:pk>/", views.download, name="download"),
        ]
