"""Reports of the CMS: what is missing, broken or forgotten on the pages that the reader may mend.

Each row leads to where it can be mended. Participants find their own things, coordinators the chapter's pages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_pages.models import Mention, PortalImage
from mentorship.models import ProjectFile

ON_PAGE, PICTURE, OF_WORK = "page", "picture", "work"
AGES = [(90, _("three months")), (180, _("six months")), (730, _("two years"))]
USUAL_AGE = 365
MEND = {ON_PAGE: "wagtailadmin_pages:edit", PICTURE: "wagtailimages:edit", OF_WORK: "mentorship:project_files"}
WHERE = {ON_PAGE: _("On a page"), PICTURE: _("Among the pictures"), OF_WORK: _("In a work")}


def pages_to_mend(user: Any) -> QuerySet[Page]:
    """Pages that `user` may change."""
    found: QuerySet[Page] = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return found


class OurReport(ReportView):  # type: ignore[misc]  # Wagtail has no types
    """Drawn with columns, downloaded with the same."""

    results_template_name = "wagtailadmin/reports/our_report_results.html"
    nothing = _("Nothing to mend here.")
    is_searchable = False
    export_filename = "report"

    def get_filename(self) -> str:
        return f"{self.export_filename}-{timezone.localdate():%Y-%m-%d}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "nothing": self.nothing}


class WordlessPictures(OurReport):
    """Pictures that neither have words for people who cannot see them nor are marked as decoration."""

    page_title = _("Pictures without words")
    header_icon = "image"
    nothing = _("Every picture has its words.")
    index_url_name = "page_reports:pictures"
    index_results_url_name = "page_reports:pictures_results"
    export_filename = "pictures-without-words"
    list_export = ["name", "place"]
    export_headings = {"name": _("Picture or page"), "place": _("Where")}
    columns = [
        TitleColumn(
            "name", label=_("Picture or page"), accessor=lambda row: row["name"], get_url=lambda row: mend(row)
        ),
        Column("place", label=_("Where"), accessor=lambda row: WHERE[row["what"]]),
        DateColumn("changed", label=_("Last changed"), accessor=lambda row: row["changed"]),
    ]

    def get_queryset(self) -> Any:
        """One query over three tables: pictures in pages, the own pictures, files of own works."""
        user = self.request.user
        mentions = Mention.objects.wordless().filter(page__in=pages_to_mend(user).values("pk"))
        media = policy_registry.get_by_type(PortalImage)
        pictures = media.instances_user_has_any_permission_for(user, ["change"]).filter(description="")
        files = ProjectFile.objects.filter(
            project__owner=user, kind=ProjectFile.Kind.IMAGE, alt_text="", is_decorative=False
        )
        return (
            _rows(mentions, ON_PAGE, "page_id", "page__draft_title", "page__last_published_at")
            .union(
                _rows(pictures, PICTURE, "pk", "title", "created_at"),
                _rows(files, OF_WORK, "project__public_id", "project__title", "updated_at"),
                all=False,
            )
            .order_by("name", "key")
        )

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"name": item["name"], "place": WHERE[item["what"]]}


def _rows(found: Any, what: str, key: str, name: str, changed: str) -> Any:
    return found.order_by().values(
        what=Value(what, output_field=CharField()),
        key=Cast(key, CharField()),
        name=Cast(name, CharField()),
        changed=F(changed),
    )


def mend(row: dict[str, Any]) -> str:
    return reverse(MEND[row["what"]], args=[row["key"]])


class LinksFilterSet(WagtailFilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        label=_("What"),
        choices=[each for each in Mention.Kind.choices if each[0] != Mention.Kind.PICTURE],
        widget=forms.RadioSelect,
        empty_label=_("All links"),
    )

    class Meta:
        model = Mention
        fields: list[str] = ["kind"]


class BrokenLinks(OurReport):
    """Links that lead to pages and documents that are gone or offline, and to sites that do not answer."""

    page_title = _("Links that lead nowhere")
    header_icon = "link"
    nothing = _("Every link that we know of leads somewhere.")
    index_url_name = "page_reports:links"
    index_results_url_name = "page_reports:links_results"
    filterset_class = LinksFilterSet
    export_filename = "broken-links"
    list_export = ["title", "leads_to", "why", "checked_at"]
    export_headings = {"title": _("Page"), "leads_to": _("Leads to"), "why": _("Why"), "checked_at": _("Checked")}
    columns = [
        TitleColumn(
            "title",
            label=_("Page"),
            accessor=lambda row: row.page.draft_title,
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        ),
        Column("leads_to", label=_("Leads to"), accessor="leads_to"),
        Column("why", label=_("Why"), accessor="why"),
        DateColumn("checked_at", label=_("Checked")),
    ]

    def get_queryset(self) -> Any:
        mine = pages_to_mend(self.request.user).values("pk")
        broken = Mention.objects.broken().filter(page__in=mine).select_related("page")
        return broken.order_by("page__draft_title", "page_id", "kind", "target", "address")

    def decorate_paginated_queryset(self, rows: Any) -> Any:
        """Say where each leads, naming only pages that the reader may find. One query."""
        rows = list(rows)
        numbers = [row.target for row in rows if row.kind == Mention.Kind.PAGE]
        known = policy_registry.get_by_type(Page).explorable_instances(self.request.user)
        titles = dict(known.filter(pk__in=numbers).values_list("pk", "draft_title"))
        for row in rows:
            row.title = row.page.draft_title
            row.leads_to, row.why = _described(row, titles)
        return rows


def _described(row: Mention, titles: dict[int, str]) -> tuple[str, str]:
    match row.kind:
        case Mention.Kind.PAGE:
            return titles.get(row.target, gettext("a page")), gettext("The page is offline or gone.")
        case Mention.Kind.DOCUMENT:
            return gettext("a document"), gettext("The document is gone.")
        case _:
            return row.address, row.reason


class AgeFilterSet(WagtailFilterSet):  # type: ignore[misc]
    age = django_filters.ChoiceFilter(
        label=_("Untouched for"),
        choices=AGES,
        method="older_than",
        widget=forms.RadioSelect,
        empty_label=_("a year"),
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def older_than(self, pages: QuerySet[Page], name: str, days: str) -> QuerySet[Page]:
        return pages.filter(last_published_at__lt=moment_before(int(days)))


def moment_before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


class ForgottenPages(OurReport):
    """Published pages that nobody has touched for long."""

    page_title = _("Pages untouched for long")
    header_icon = "time"
    nothing = _("Nothing has been left alone for so long.")
    index_url_name = "page_reports:forgotten"
    index_results_url_name = "page_reports:forgotten_results"
    filterset_class = AgeFilterSet
    export_filename = "pages-untouched"
    list_export = ["draft_title", "last_published_at"]
    export_headings = {"draft_title": _("Page"), "last_published_at": _("Last published")}
    columns = [
        TitleColumn("draft_title", label=_("Page"), url_name="wagtailadmin_pages:edit"),
        DateColumn("last_published_at", label=_("Last published")),
    ]

    def get_queryset(self) -> Any:
        pages = pages_to_mend(self.request.user).filter(live=True)
        if not self.request.GET.get("age"):
            pages = pages.filter(last_published_at__lt=moment_before(USUAL_AGE))
        return pages.order_by("last_published_at", "pk")


VIEWS = {"pictures": WordlessPictures, "links": BrokenLinks, "forgotten": ForgottenPages}
urls = [
    path(f"{name}/{rest}", view.as_view(results_only=bool(rest)), name=f"{name}{suffix}")
    for name, view in VIEWS.items()
    for rest, suffix in (("", ""), ("results/", "_results"))
]
