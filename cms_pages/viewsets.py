"""Admin screens of cms_pages: whom a mentor accompanies, and what people sent through forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from django_filters import CharFilter
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.contrib.forms.views import SubmissionsListFilterSet, SubmissionsListView

from cms_pages import selectors
from mentorship.forms.cohorts import TakeInForm
from mentorship.models import Pairing
from mentorship.selectors import with_activity, works_of
from mentorship.selectors.prospects import timeline_of_person
from mentorship.services import cohorts
from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core import timeline
from portal.core.exceptions import DomainError
from portal.core.viewsets import PolicyIndexView, PolicyInspectView, PolicyModelViewSet

WORKS_SHOWN = 50
EVENTS_SHOWN = 12


class ParticipantIndexView(PolicyIndexView):
    """Each with the works that the reader may see, the pages that wait for the reader, and the last activity."""

    page_title = _("My participants")

    def get_base_queryset(self) -> Any:
        return with_activity(super().get_base_queryset(), seen_by=self.request.user)

    @cached_property
    def waiting(self) -> Mapping[int, int]:
        return Counter(each.person.pk for each in selectors.waiting_for(self.request.user))

    @cached_property
    def columns(self) -> list[Column]:
        title, *others = super().columns
        return [
            title,
            Column("work_count", label=_("Works shared"), accessor="work_count"),
            Column("waiting", label=_("Pages that wait"), accessor=lambda row: self.waiting[row.participant_id]),
            DateColumn("active_at", label=_("Last activity")),
            *others,
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What is done with all that the filter finds, on whichever page of the list they stand."""
        buttons: list[Button] = super().header_more_buttons
        query = self.request.GET.urlencode()
        url = f"{reverse('my_participants:cohort')}?{query}"
        return [*buttons, Button(_("Take all of these into a cohort"), url=url, icon_name="group", priority=60)]


class TakeIntoCohortView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    """Let all whom the filter of the list finds be in a cohort, or those of them who stay chosen."""

    page_title = _("Take into a cohort")
    header_icon = "group"
    template_name = "wagtailadmin/my_participants/cohort.html"
    listing: Mapping[str, Any] = {}

    @cached_property
    def people(self) -> QuerySet[User]:
        """Those on all pages of the list as the address filters it."""
        listed = ParticipantIndexView(**self.listing)
        listed.setup(self.request)
        found = list(listed.get_queryset().values_list("participant", flat=True))
        return User.objects.filter(pk__in=found, is_active=True).order_by("display_name", "pk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("my_participants:index"), "label": ParticipantIndexView.page_title}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TakeInForm(people=self.people, by=self.request.user))
        return super().get_context_data(number=len(self.people), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TakeInForm(request.POST, people=self.people, by=request.user)
        if form.is_valid():
            chosen = {"cohort": form.cleaned_data["cohort"], "people": list(form.cleaned_data["people"])}
            try:
                number = cohorts.add(**chosen, by=request.user, now=timezone.now())
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                words = ngettext("%(n)s person joined.", "%(n)s people joined.", number) % {"n": number}
                messages.success(request, words)
                return redirect("my_participants:index")
        return self.render_to_response(self.get_context_data(form=form))


class ParticipantInspectView(PolicyInspectView):
    """One participant: works, pages, what waits. Looking at a minor is noted."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        person = self.object.participant
        if person.is_minor:
            audit.looked_at(what="participant", by=request.user, subject=person)
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.object.participant)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, reader = self.object.participant, self.request.user
        waiting = [each for each in selectors.waiting_for(reader) if each.person == person]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "person": person,
            "pairing": self.object,
            "works": works_of(person, reader).order_by("-updated_at", "-pk")[:WORKS_SHOWN],
            "waiting": waiting,
            "pages": selectors.pages_of_people([person.pk]).live().order_by("path"),
            "skills": selectors.skills_of(person),
            "told": timeline.page(timeline_of_person(person), viewer=reader, size=EVENTS_SHOWN),
        }


class ParticipantViewSet(PolicyModelViewSet):
    """Whom the reader accompanies; coordinators find the whole chapter. Nothing is changed here."""

    model = Pairing
    name = url_prefix = "my_participants"
    icon = "group"
    menu_label = _("My participants")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["participant", "mentor", "started_at"]
    list_filter = ["mentor"]
    search_fields = ["participant__display_name", "participant__handle"]
    ordering = ["participant__display_name", "pk"]
    form_fields: list[str] = []
    inspect_view_enabled = True
    inspect_template_name = "wagtailadmin/my_participants/inspect.html"
    index_view_class = ParticipantIndexView
    inspect_view_class = ParticipantInspectView

    @property
    def cohort_view(self) -> Any:
        return self.construct_view(TakeIntoCohortView, listing=self.index_view.view_initkwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("cohort/", self.cohort_view, name="cohort"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]


participants = ParticipantViewSet("my_participants")


class AnswersFilterSet(SubmissionsListFilterSet):  # type: ignore[misc]  # Wagtail has no types
    """Whoever asks what is kept of them is found by the address or the reference that they name."""

    who = CharFilter(label=_("Mail address or reference"), method="of_person")

    def of_person(self, answers: QuerySet[Any], name: str, typed: str) -> QuerySet[Any]:
        words = typed.strip().lower()
        return answers.filter(Q(email=words) | Q(reference=words.replace("-", "")))


class AnswersView(SubmissionsListView):  # type: ignore[misc]
    """What people sent through one form: found, exported and deleted by coordinators."""

    page_title = _("Answers")
    filterset_class = AnswersFilterSet
