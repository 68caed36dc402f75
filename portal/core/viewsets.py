"""The one base of admin screens over rows that not everybody may see.

Wagtail asks a model's permission policy whether somebody may open a *screen*; which *rows* it shows is up to each
view, and most show all. Here every view takes its rows from the policy, so a foreign row is a 404 everywhere:
list, export, edit, delete, history, usage, inspect, copy, reorder, choosers, bulk actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import chooser, history, usage
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.search.index import class_is_indexed

from portal.core.search import matching

#: What lets somebody find a row in a list.
FIND = frozenset({"add", "change", "delete", "view"})
#: What lets somebody pick a row elsewhere.
CHOOSE = frozenset({"choose", "change", "delete", "view"})


class VisibleRowsPolicy(BasePermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """Holders of `roles` and operators see what the manager's `visible_to` lets them see, and change nothing."""

    def __init__(self, model: type[Model], *, roles: Iterable[str]) -> None:
        super().__init__(model)
        self.roles = frozenset(roles)

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action != "view" or not (user.is_active and user.is_authenticated):
            return False
        return bool(user.is_superuser or self.roles & user.role_slugs)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        return bool(self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists())

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        return self.instances_user_has_any_permission_for(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return self.model.objects.visible_to(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        from django.contrib.auth import get_user_model
        from django.db.models import Q

        found = get_user_model().objects.filter(is_active=True)
        if "view" not in actions:
            return found.none()
        return found.filter(Q(groups__name__in=self.roles) | Q(is_superuser=True)).distinct()


def rows_for(user: Any, model: type[Model], actions: Iterable[str]) -> QuerySet[Any]:
    """The rows of `model` with which `user` may do one of `actions`, as its policy says."""
    found: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
        user, set(actions)
    )
    return found


class OfPolicy:
    """Mixin: a view over rows of `model` that the person may see."""

    request: HttpRequest
    model: type[Model]
    row_actions: Iterable[str] = FIND

    def rows(self) -> QuerySet[Any]:
        return rows_for(self.request.user, self.model, self.row_actions)


class OneOfPolicy(OfPolicy):
    """Mixin: a view over one row."""

    kwargs: dict[str, Any]
    pk_url_kwarg = "pk"

    def get_object(self, queryset: Any = None) -> Any:
        found = self.__dict__.get("object")
        if found is None:
            found = get_object_or_404(self.rows(), pk=unquote(str(self.kwargs[self.pk_url_kwarg])))
        return found


class PolicyIndexView(OfPolicy, generic.IndexView):  # type: ignore[misc]
    def get_base_queryset(self) -> QuerySet[Any]:
        narrowed: QuerySet[Any] = super().get_base_queryset().filter(pk__in=self.rows().values("pk"))
        return narrowed

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Look in the index for all rows, then narrow: the index refuses conditions that it does not know."""
        if self.is_searching and class_is_indexed(self.model):
            return _holding(queryset, self.search_query)
        found: QuerySet[Any] = super().search_queryset(queryset)
        return found

    @cached_property
    def filters(self) -> Any:
        """A filter offers what the visible rows hold: the names in it belong to others too."""
        filters = super().filters
        for each in filters.filters.values() if filters else ():
            if getattr(each, "queryset", None) is not None:
                held = self.rows().order_by().values(each.field_name)
                filters.form.fields[each.field_name].queryset = each.field.queryset.filter(pk__in=held)
        return filters


class PolicyCreateView(generic.CreateView):  # type: ignore[misc]
    """Whoever makes a row owns it: `owner_field` is never taken from a form."""

    owner_field = ""

    def save_instance(self) -> Any:
        if self.owner_field:
            setattr(self.form.instance, self.owner_field, self.request.user)
        return super().save_instance()


class PolicyEditView(OneOfPolicy, generic.EditView):  # type: ignore[misc]
    row_actions = ("change",)


class PolicyDeleteView(OneOfPolicy, generic.DeleteView):  # type: ignore[misc]
    row_actions = ("delete",)

    def form_valid(self, form: Any) -> Any:
        """Delete the row, unless something that must stay hangs on it: that is told."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            words = _("“%(name)s” is in use, so it cannot be deleted.")
            messages.error(self.request, words % {"name": self.object})
            return redirect(self.index_url_name)


class PolicyHistoryView(OneOfPolicy, history.HistoryView):  # type: ignore[misc]
    pass


class PolicyUsageView(OneOfPolicy, usage.UsageView):  # type: ignore[misc]
    row_actions = ("change",)


class PolicyInspectView(OneOfPolicy, generic.InspectView):  # type: ignore[misc]
    pass


class PolicyCopyView(OneOfPolicy, generic.CopyView):  # type: ignore[misc]
    """Shows a filled form that is sent to the add view: what is sent here would overwrite the original."""

    http_method_names = ("get", "head", "options")
    row_actions = ("change", "view")
    owner_field = ""


class PolicyReorderView(OfPolicy, generic.ReorderView):  # type: ignore[misc]
    row_actions = ("change",)

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows().order_by(self.sort_order_field)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        get_object_or_404(self.rows(), pk=unquote(str(kwargs["pk"])))
        return super().post(request, *args, **kwargs)


class PolicyModelViewSet(ModelViewSet):  # type: ignore[misc]
    """A ModelViewSet whose every view shows and changes the rows of the model's policy, and no other.

    `owner_field` names the field that a new row's maker is written to.
    """

    owner_field = ""
    index_view_class = PolicyIndexView
    add_view_class = PolicyCreateView
    edit_view_class = PolicyEditView
    delete_view_class = PolicyDeleteView
    history_view_class = PolicyHistoryView
    usage_view_class = PolicyUsageView
    inspect_view_class = PolicyInspectView
    copy_view_class = PolicyCopyView
    reorder_view_class = PolicyReorderView

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_add_view_kwargs(owner_field=self.owner_field, **kwargs)
        return found


class WordsForm(BaseFilterForm):  # type: ignore[misc]
    """The words that a chooser looks for."""

    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return _holding(objects, self.search_query) if self.is_searching else objects


class PolicyChoice(OfPolicy):
    """Mixin: a view of a chooser. `choosable()` may narrow further."""

    row_actions = CHOOSE
    model_class: type[Model]

    def choosable(self) -> QuerySet[Any]:
        return rows_for(self.request.user, self.model_class, self.row_actions)

    def get_object_list(self) -> QuerySet[Any]:
        return self.choosable()

    def get_filter_form_class(self) -> Any:
        form = super().get_filter_form_class()  # type: ignore[misc]  # of the views that list
        return WordsForm if class_is_indexed(self.model_class) else form

    def get_object(self, pk: str) -> Any:
        return get_object_or_404(self.choosable(), pk=pk)

    def get_objects(self, pks: list[str]) -> list[Any]:
        return _all_of(self.choosable(), pks)


class PolicyChooseView(PolicyChoice, chooser.ChooseView):  # type: ignore[misc]
    pass


class PolicyChooseResultsView(PolicyChoice, chooser.ChooseResultsView):  # type: ignore[misc]
    pass


class PolicyChosenView(PolicyChoice, chooser.ChosenView):  # type: ignore[misc]
    pass


class PolicyChosenMultipleView(PolicyChoice, chooser.ChosenMultipleView):  # type: ignore[misc]
    pass


class PolicyChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    """A chooser that lists, searches and answers for the rows of the model's policy, and no other."""

    choose_view_class = PolicyChooseView
    choose_results_view_class = PolicyChooseResultsView
    chosen_view_class = PolicyChosenView
    chosen_multiple_view_class = PolicyChosenMultipleView


class PolicyBulkAction(BulkAction):  # type: ignore[misc]
    """A bulk action over rows of the model's policy; one foreign number, and there is nothing to do."""

    row_actions: Iterable[str] = ("change",)

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        rows, wanted = rows_for(self.request.user, self.model, self.row_actions), self.request.GET.getlist("id")
        found = list(rows) if "all" in wanted else _all_of(rows, wanted)
        return found, {"items_with_no_access": []}


def _holding(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those of `rows` that hold the words of `text`."""
    return rows.filter(pk__in=matching(rows.model._default_manager.all(), text).values("pk"))


def _all_of(rows: QuerySet[Any], numbers: list[str]) -> list[Any]:
    """The rows of these `numbers`. Raises Http404 if there are not as many."""
    wanted = {number for number in numbers if number.isdecimal() and len(number) < 19}
    found = list(rows.filter(pk__in=wanted)) if wanted else []
    if not found or len(found) < len(set(numbers)):
        raise Http404
    return found
