"""The third wall of the CMS: ids. Wagtail's views check most of what they open, and each release forgets some.

Every page, picture and document that an address of the CMS names, in its path or in its query, must be one that
the person may find; otherwise the answer is the 404 of something that does not exist. At most one query for pages,
pictures and documents each, and none for an address that names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

#: What Wagtail's addresses call the number of a page, a picture, a document.
PAGE_NAMES = frozenset({"page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"})
IMAGE_NAMES = frozenset({"image_id"})
DOCUMENT_NAMES = frozenset({"document_id", "doc_id"})
#: Views whose "pk", or whose "?id=", is one of these.
PAGE_VIEWS = frozenset(
    {
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_api:pages:action",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_choose_page_chosen_multiple",
    }
)
IMAGE_VIEWS = frozenset(
    {"wagtailadmin_api:images:detail", "wagtailimages_chooser:chosen", "wagtailimages_chooser:chosen_multiple"}
)
DOCUMENT_VIEWS = frozenset(
    {"wagtailadmin_api:documents:detail", "wagtaildocs_chooser:chosen", "wagtaildocs_chooser:chosen_multiple"}
)
#: Queries that name a page wherever they stand.
PAGE_QUERIES = ("childOf", "parent_page_id", "target_pages[]")
BULK = "wagtail_bulk_action"
#: Says who else edits something.
PING = "wagtailadmin_editing_sessions:ping"
#: Sizes that the admin itself draws lie far below; each filter is one pass over the picture.
MAX_FILTERS = 3
MAX_PIXELS = 2000
FILTER = re.compile(
    r"(?:(?:min|max|fill)-(?P<w>\d{1,4})x(?P<h>\d{1,4})(?:-c\d{1,3})?|(?:width|height)-(?P<one>\d{1,4})"
    r"|scale-(?:100|[1-9]\d?)|original|format-(?:jpeg|png|webp|avif)|bgcolor-[0-9a-fA-F]{3,6})"
)


class OwnIdsMiddleware:
    """Answers 404 where an address of the CMS names what the person may not find."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if not is_cheap_filter(kwargs.get("filter_spec", "original")):
            raise Http404
        user = request.user
        if user.is_authenticated and not user.is_superuser:
            _require_findable(request, match)
        return None


def is_cheap_filter(spec: str) -> bool:
    """Whether drawing a picture by `spec` is something the admin itself could ask for."""
    parts = spec.split("|")
    return len(parts) <= MAX_FILTERS and all(_is_cheap(part) for part in parts)


def _is_cheap(part: str) -> bool:
    found = FILTER.fullmatch(part)
    if found is None:
        return False
    return all(0 < int(size) <= MAX_PIXELS for size in found.groupdict().values() if size)


def _require_findable(request: HttpRequest, match: ResolverMatch) -> None:
    named = _named(match, request.GET)
    for model, numbers in named.items():
        if numbers and not _all_findable(request.user, model, numbers):
            raise Http404
    if match.view_name == BULK and "all" in request.GET.getlist("id"):
        _require_own_list(request, match)


def _named(match: ResolverMatch, query: Any) -> Mapping[type[Model], set[str]]:
    """What the address names: {model: numbers as text}."""
    kwargs = {name: str(value) for name, value in match.kwargs.items()}
    pages = {kwargs[name] for name in PAGE_NAMES & kwargs.keys()}
    pages |= {value for name in PAGE_QUERIES for value in query.getlist(name) if value}
    if match.view_name == PING and issubclass(_model(kwargs), Page):
        pages.add(kwargs["object_id"])
    images = {kwargs[name] for name in IMAGE_NAMES & kwargs.keys()}
    documents = {kwargs[name] for name in DOCUMENT_NAMES & kwargs.keys()}
    by_view = ((PAGE_VIEWS, pages), (IMAGE_VIEWS, images), (DOCUMENT_VIEWS, documents))
    for views, numbers in by_view:
        if match.view_name in views:
            numbers |= {kwargs["pk"]} if "pk" in kwargs else set(query.getlist("id"))
    named: dict[type[Model], set[str]] = {Page: pages, get_image_model(): images, get_document_model(): documents}
    if match.view_name == BULK:
        model = _model(kwargs)
        named.setdefault(model, set()).update(set(query.getlist("id")) - {"all"})
        if model is not Page:
            pages -= set(query.getlist("childOf"))  # there it names a collection
    return named


def _model(kwargs: Mapping[str, str]) -> type[Model]:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError as error:
        raise Http404 from error


def _all_findable(user: Any, model: type[Model], numbers: Iterable[str]) -> bool:
    wanted = {int(number) for number in numbers if number.isdecimal() and len(number) < 19}
    if len(wanted) < len(set(numbers)):
        return False
    policy = policy_registry.get_by_type(model)
    if model is Page:
        found = policy.explorable_instances(user)
    else:
        found = policy.instances_user_has_any_permission_for(user, {"choose", "change", "delete", "view"})
    return bool(found.filter(pk__in=wanted).values("pk").distinct().count() == len(wanted))


def _require_own_list(request: HttpRequest, match: ResolverMatch) -> None:
    """Let "all" stand for the pages below one that the person works on, not for a list they pass through."""
    if match.kwargs["model_name"] != Page._meta.model_name:
        return  # Wagtail narrows pictures and documents by their policy
    parent = request.GET.get("childOf", "")
    own = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(
        request.user, {"add", "change", "publish"}
    )
    if not (parent.isdecimal() and own.filter(pk=int(parent)).exists()):
        raise Http404
