"""People who may join in the Wagtail admin: lists over the same rows, and ways to the pages where one acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.tables import Column, DateColumn

from mentorship.models import Interaction, Prospect
from mentorship.permissions import can_keep_prospects
from mentorship.selectors import prospects as asking
from portal.core.viewsets import PolicyIndexView, PolicyModelViewSet


class ProspectIndexView(PolicyIndexView):
    """Standing prospects; a name leads to the page where they are worked with."""

    page_title = _("Prospects")

    def get_base_queryset(self) -> Any:
        return asking.with_contact(super().get_base_queryset().filter(merged_into=None, forgotten_at=None))

    def get_edit_url(self, instance: Prospect) -> str:
        return instance.get_absolute_url()

    def get_add_url(self) -> str:
        return reverse("mentorship:prospect_new")

    @property
    def columns(self) -> list[Column]:
        title, *others = super().columns
        return [
            title,
            *others,
            DateColumn("last_contact_at", label=_("Last contact")),
            DateColumn("next_due", label=_("Next step due")),
        ]


class InteractionIndexView(PolicyIndexView):
    page_title = _("Contacts")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("prospect", "person", "by")

    def get_edit_url(self, instance: Interaction) -> str:
        if instance.prospect is not None:
            return instance.prospect.get_absolute_url()
        return reverse("mentorship:timeline", args=[instance.subject.handle])

    def get_add_url(self) -> str:
        return reverse("mentorship:contact_new")


class ListOnly(PolicyModelViewSet):
    """A list, its filters and its search; everything else is done on the site's own pages."""

    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


class ProspectViewSet(ListOnly):
    model = Prospect
    name = url_prefix = "talent_prospects"
    icon = "group"
    menu_label = _("Prospects")
    list_display = ["name", "stage", "place", "mentor"]
    list_filter = ["stage", "source", "mentor"]
    search_fields = ["name", "place", "email", "phone"]
    ordering = ["-stage_changed_at", "-pk"]
    index_view_class = ProspectIndexView


class InteractionViewSet(ListOnly):
    model = Interaction
    name = url_prefix = "talent_contacts"
    icon = "comment"
    menu_label = _("Contacts")
    list_display = ["subject", "channel", "outcome", "happened_at", "by", "next_step", "next_step_date"]
    list_filter = ["channel", "outcome"]
    search_fields = ["notes", "next_step"]
    ordering = ["-happened_at", "-pk"]
    index_view_class = InteractionIndexView


prospect_lists = [ProspectViewSet("talent_prospects"), InteractionViewSet("talent_contacts")]


class Door(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    """A way to a page of the site, for those who keep prospects."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_keep_prospects(request.user)


def menu() -> SubmenuMenuItem:
    doors = [
        Door(_("Due"), reverse_lazy("mentorship:due"), name="talent-due", icon_name="time", order=10),
        Door(
            _("Board"), reverse_lazy("mentorship:prospect_board"), name="talent-board", icon_name="grip", order=20
        ),
        *(each.get_menu_item(order=30 + place) for place, each in enumerate(prospect_lists)),
        Door(_("Import"), reverse_lazy("mentorship:imports"), name="talent-import", icon_name="upload", order=50),
        Door(
            _("Figures"),
            reverse_lazy("mentorship:prospect_report"),
            name="talent-report",
            icon_name="table",
            order=60,
        ),
    ]
    return SubmenuMenuItem(_("Talent"), Menu(items=doors), name="talent", icon_name="group", order=105)
