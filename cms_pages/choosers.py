"""How an author picks one of their own works."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms_pages.permissions import projects_to_choose


class OnlyOwn:
    """Mixin: every view of the chooser asks the same question."""

    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        return projects_to_choose(self.request.user).order_by("-updated_at", "-pk")

    def get_object(self, pk: str) -> Any:
        return projects_to_choose(self.request.user).get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return projects_to_choose(self.request.user).filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class OwnChooseView(OnlyOwn, ChooseView):
    pass


class OwnChooseResultsView(OnlyOwn, ChooseResultsView):
    pass


class OwnChosenView(OnlyOwn, ChosenView):
    pass


class OwnChosenMultipleView(OnlyOwn, ChosenMultipleView):
    pass


class ProjectChooserViewSet(ChooserViewSet):
    model = "mentorship.Project"
    icon = "image"
    choose_one_text = _("Choose a work")
    choose_another_text = _("Choose another work")
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView
    register_widget = False


project_chooser = ProjectChooserViewSet("project_chooser")


class ProjectPanel(FieldPanel):
    """A field panel whose widget is the chooser of own works."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options.setdefault("widgets", {})[self.field_name] = project_chooser.widget_class()
        return options
