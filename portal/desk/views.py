"""The desk's pages inside the CMS: portal/access/cms.py says who opens them, the policies which rows they show."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms_pages import selectors as pages
from mentorship.models import Cohort, MentorRequest
from mentorship.selectors import desk, notes, prospects, reviews
from portal.core import table_files
from portal.core.table_files import Table
from portal.desk import tables
from shop.selectors import cash, shared

PER_PAGE = 20
SHOWS = (
    ("", _("Everybody")),
    ("waiting", _("A piece waits")),
    ("silent", _("Silent")),
    ("overdue", _("A task is late")),
    ("idle", _("No next step")),
    ("tools", _("Tools overdue")),
)


class DeskPage(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    http_method_names = ["get", "head", "options"]
    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        desk_item = {"url": reverse("mentor_desk:index"), "label": DeskView.page_title}
        own = [] if isinstance(self, DeskView) else [{"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, desk_item, *own]


class WithDownloads(DeskPage):
    """A page with one table that can be taken along whole; `?format=` names the kind."""

    filename: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        fmt = request.GET.get("format", "")
        if fmt in table_files.FORMATS:
            return table_files.respond(self.whole_table(), fmt=fmt, filename=self.filename)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def whole_table(self) -> Table:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        downloads = [(each.upper(), f"?format={each}") for each in table_files.FORMATS]
        return {**super().get_context_data(**kwargs), "downloads": downloads}


class DeskView(DeskPage):
    """Who needs me now: a card for each participant, who needs most first. As many queries for 10 as for 1,000."""

    page_title = _("My desk")
    template_name = "wagtailadmin/desk/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewer, now = self.request.user, timezone.now()
        show = self.request.GET.get("show", "")
        people = desk.people(viewer, now=now)
        numbers = desk.counts(people)
        page = Paginator(desk.needing(people, show), PER_PAGE).get_page(self.request.GET.get("page"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "page_obj": page,
            "money_of": set(shared.agreed(viewer, [each.participant_id for each in page.object_list])),
            "show": show,
            "shows": [(slug, label, numbers[slug or "all"]) for slug, label in SHOWS],
            "waiting": self._waiting(),
            "places": desk.places_of(viewer),
            "cohorts": desk.cohorts_led(viewer)[:PER_PAGE],
            "today": timezone.localdate(now),
        }

    def _waiting(self) -> list[tuple[Any, int, str]]:
        """What else waits for the reader: words, how many, where. Six queries."""
        viewer, today = self.request.user, timezone.localdate()
        asked = MentorRequest.objects.filter(mentor=viewer, status=MentorRequest.Status.ASKED)
        steps = prospects.due_steps(viewer).filter(next_step_date__lte=today)
        rows = [
            (_("Follow-ups due"), steps.count(), reverse("mentorship:due")),
            (
                _("Requests for more time"),
                reviews.asking_for_time(viewer).count(),
                reverse("mentorship:review_queue"),
            ),
            (_("Requests for you as a mentor"), asked.count(), reverse("mentorship:mentor_requests")),
            (_("Words about works to look at"), notes.to_decide(viewer).count(), reverse("mentorship:notes")),
            (_("Pages to approve"), pages.awaiting(viewer).count(), reverse("cms_pages:approvals")),
            (_("Cash to countersign"), cash.to_sign(viewer).count(), reverse("shop:cash_to_sign")),
        ]
        return [row for row in rows if row[1]]


class ThingsView(WithDownloads):
    """What my participants have, owe and, where they agreed, earn."""

    page_title = _("Supplies and sales")
    template_name = "wagtailadmin/desk/things.html"
    filename = "supplies-and-sales"

    @cached_property
    def people(self) -> Any:
        people = desk.people(self.request.user, now=timezone.now())
        return people.order_by("participant__display_name", "participant", "pk")

    def whole_table(self) -> Table:
        return tables.things(self.people, self.request.user, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.people, PER_PAGE).get_page(self.request.GET.get("page"))
        table = tables.things(page.object_list, self.request.user, now=timezone.now())
        return {**super().get_context_data(**kwargs), "page_obj": page, "table": table}


class CohortView(WithDownloads):
    """One cohort: a heat map of skills, and what its people did."""

    template_name = "wagtailadmin/desk/cohort.html"

    @cached_property
    def cohort(self) -> Cohort:
        led = desk.cohorts_led(self.request.user)
        return get_object_or_404(led, public_id=self.kwargs["public_id"])

    @property
    def filename(self) -> str:  # type: ignore[override]
        return f"cohort-{self.cohort.public_id}"

    def get_page_title(self) -> str:
        return self.cohort.name

    def whole_table(self) -> Table:
        return desk.cohort_report(self.cohort, self.request.user, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "cohort": self.cohort,
            "map": desk.heat_map(self.cohort, self.request.user),
            "table": self.whole_table(),
        }
