"""How an author picks one of their own works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms_pages.permissions import projects_to_choose
from portal.core.viewsets import PolicyChoice

Works = QuerySet[Any]
_narrow_to_offers: list[Callable[[Works], Works]] = []


def offers_are(narrow: Callable[[Works], Works]) -> None:
    """Let `narrow` say which works are for sale: the shop stands beside us, who knows both tells us."""
    _narrow_to_offers[:] = [narrow]


def for_sale(works: Works) -> Works:
    """Return those of `works` that are in the shop; none where there is no shop."""
    return _narrow_to_offers[0](works) if _narrow_to_offers else works.none()


class OwnWorksFilterForm(BaseFilterForm):
    """Finds among the own works in the database: the search index cannot be narrowed to what a policy says."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: Works) -> Works:
        found = super().filter(objects)
        if words := self.cleaned_data.get("q"):
            found = found.filter(title__icontains=words)
            self.is_searching, self.search_query = True, words
        return found


class OnlyOwn(PolicyChoice):
    """Mixin: every view of the chooser asks the same question. A mentor sees works that are not theirs to use."""

    filter_form_class = OwnWorksFilterForm

    def choosable(self) -> Works:
        return projects_to_choose(self.request.user)

    def get_object_list(self) -> Works:
        return self.choosable().order_by("-updated_at", "-pk")


class OnlyOwnOffers(OnlyOwn):
    def choosable(self) -> Works:
        return for_sale(super().choosable())


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


class OfferChooseView(OnlyOwnOffers, ChooseView):
    pass


class OfferChooseResultsView(OnlyOwnOffers, ChooseResultsView):
    pass


class OfferChosenView(OnlyOwnOffers, ChosenView):
    pass


class OfferChosenMultipleView(OnlyOwnOffers, ChosenMultipleView):
    pass


class OfferChooserViewSet(ProjectChooserViewSet):
    icon = "tag"
    choose_one_text = _("Choose a piece from your shop")
    choose_another_text = _("Choose another piece")
    choose_view_class = OfferChooseView
    choose_results_view_class = OfferChooseResultsView
    chosen_view_class = OfferChosenView
    chosen_multiple_view_class = OfferChosenMultipleView


project_chooser = ProjectChooserViewSet("project_chooser")
offer_chooser = OfferChooserViewSet("offer_chooser")


class ProjectPanel(FieldPanel):
    """A field panel whose widget is the chooser of own works."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options.setdefault("widgets", {})[self.field_name] = project_chooser.widget_class()
        return options
