"""What everybody may find: pages, portfolios, and the search over all of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.models import Page, get_page_models

from cms_pages import selectors
from cms_pages.api.serializers import ExportSerializer, NewExportSerializer
from cms_pages.models import PortfolioPage
from cms_pages.services import exports
from portal.accounts.models import User
from portal.api.shapes import SkillLevelShape, name_of
from portal.api.views import asked
from portal.core.addresses import absolute
from portal.core.api_rows import Filter, Row, RowsApi, one_of, words, yes_or_no
from portal.core.limits import limited, searches
from portal.core.once import OnceApi
from portal.core.search import MOST_LETTERS, matching
from portal.find.forms import Wish
from portal.find.kinds import KINDS, Found, find

#: Kinds of pages by the name that the API gives them.
KINDS_OF_PAGES = sorted(each._meta.model_name for each in get_page_models() if each._meta.app_label == "cms_pages")


@extend_schema_field({"type": "string", "format": "uri"})
class PageAddress(serializers.Field):
    def __init__(self, **more: Any) -> None:
        super().__init__(source="*", read_only=True, **more)

    def to_representation(self, page: Page) -> str:
        return absolute(page.get_url(self.context["request"]) or "")


class PageRow(Row):
    kind = serializers.SerializerMethodField()
    description = serializers.CharField(source="search_description")
    language = name_of("locale.language_code")
    url = PageAddress()

    class Meta:
        model = Page
        fields = (
            *("id", "kind", "title", "slug", "description", "language", "url", "first_published_at"),
            "last_published_at",
        )

    def get_kind(self, page: Page) -> str:
        return str(page.cached_content_type.model)


class Pages(RowsApi):
    """Pages that anybody may read: live, public, and never somebody's who does not want to be found."""

    serializer_class = PageRow
    lookup_field = "pk"
    filters = {
        "kind": one_of([(name, name) for name in KINDS_OF_PAGES], "content_type__model"),
        "language": words("locale__language_code", most=16),
        "slug": words("slug", most=255),
    }
    orderings = {"title": "title", "first_published_at": "first_published_at"}
    changed = "last_published_at"

    def get_queryset(self) -> Any:
        return selectors.public_pages().select_related("locale")


class PortfolioRow(Row):
    id = name_of("owner_person.handle")
    handle = name_of("owner_person.handle")
    display_name = name_of("owner_person.display_name")
    place = name_of("owner_person.profile.place", default="")
    skills = SkillLevelShape(source="owner_person.skills_held", many=True)
    url = PageAddress()

    class Meta:
        model = PortfolioPage
        fields = ("id", "handle", "display_name", "tagline", "place", "skills", "url", "last_published_at")


class Portfolios(RowsApi):
    """People with a page that everybody may read, by name."""

    serializer_class = PortfolioRow
    lookup_field = "owner_person__handle"
    lookup_url_kwarg = "handle"
    filters = {
        "q": words(help="in the page or the name", most=MOST_LETTERS),
        "skill": words("owner_person__user_skills__skill__slug"),
    }
    orderings = {"display_name": "owner_person__display_name", "last_published_at": "last_published_at"}
    changed = "last_published_at"

    def get_queryset(self) -> Any:
        text = self.said().get("q", "") if self.is_list else ""
        pages = matching(PortfolioPage.objects.all(), text) if text else PortfolioPage.objects.all()
        return selectors.makers(pages).order_by("owner_person__display_name", "pk")


@method_decorator(limited("export"), name="dispatch")
class PortfolioExportView(OnceApi, APIView):
    """Asks for a site of one's own pages that can be taken along."""

    def permit(self, by: Any) -> None:
        exports.permit(person=self._person(self.kwargs["handle"]), by=by)

    @extend_schema(request=NewExportSerializer, responses={202: ExportSerializer})
    def post(self, request: Request, handle: str) -> Response:
        export = exports.request(
            person=self._person(handle), by=request.user, now=timezone.now(), **asked(NewExportSerializer, request)
        )
        return Response(ExportSerializer(export).data, status=status.HTTP_202_ACCEPTED)

    def _person(self, handle: str) -> User:
        """The asker, or somebody whose portfolio is shown to all. Raises Http404."""
        if handle == self.request.user.handle:
            return self.request.user
        return get_object_or_404(selectors.makers(), owner_person__handle=handle).owner_person


class FoundShape(serializers.Serializer[Any]):
    """`id` is what its detail is called by: people by handle, works and pieces by id, stories as pages."""

    kind = serializers.ChoiceField(choices=[each.slug for each in KINDS])
    id = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_id(self, found: Any) -> str:
        row = found.row
        if found.kind == "people":
            return str(row.owner_person.handle)
        return str(row.pk if found.kind == "stories" else row.public_id)

    def get_title(self, found: Any) -> str:
        return str(found.row.project.title if found.kind == "pieces" else found.row.title)

    def get_url(self, found: Any) -> str:
        if found.kind in ("people", "stories"):
            return absolute(found.row.get_url(self.context["request"]) or "")
        return absolute(found.row.get_absolute_url())


@dataclass(frozen=True)
class Hit:
    kind: str
    row: Any


@method_decorator(limited("search", counts=searches), name="dispatch")
class Search(RowsApi):
    """People, works, stories and pieces that one may see, in this order; of each kind those first whose title
    has the words. At most 240 of a kind are found."""

    serializer_class = FoundShape
    filters = {
        "q": words(most=MOST_LETTERS),
        "kind": one_of([(each.slug, each.name) for each in KINDS]),
        "discipline": words(help="a short name"),
        "skill": words(help="a short name"),
        "place": words(most=60),
        "least": Filter(serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0), help="price"),
        "most": Filter(serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0), help="price"),
        "available": yes_or_no(help="what can be bought now"),
    }
    changed = ""

    def get_queryset(self) -> list[tuple[Found, Any]]:
        said = self.said()
        kind, text = said.pop("kind", ""), said.pop("q", "")
        wish = Wish(words=text, is_available=said.pop("available", False), **said)
        found = [find(each, wish, self.request.user) for each in KINDS if kind in ("", each.slug)]
        return [(each, number) for each in found for number in each.numbers]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        hits = [
            Hit(found.kind.slug, row)
            for found, those in groupby(page, key=lambda each: each[0])
            for row in found.rows(number for _found, number in those)
        ]
        return self.get_paginated_response(self.get_serializer(hits, many=True).data)
