"""What every list of the REST API shares: which parameters it takes, how it is cut, and what is new in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as DjangoInvalid
from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from portal.core.api import OwnApi, Pages, whole
from portal.core.api_schema import FIELDS, ORDERING, SINCE


class Utc(serializers.DateTimeField):  # type: ignore[misc]  # the framework has no types
    """A moment: told in UTC whatever the time zone of the site; without a zone of its own it is read as UTC."""

    def __init__(self, **more: Any) -> None:
        super().__init__(default_timezone=UTC, **more)


class Row(serializers.ModelSerializer[Any]):  # type: ignore[misc]  # the framework has no types
    """How one row looks. Only read: what is sent to us is `Asked`."""

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Utc,
    }


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a list: what may be said, and which lookup it is said to."""

    field: Any
    #: Without one, the view hands it to its question.
    lookup: str = ""
    help: str = ""


def words(lookup: str = "", help: str = "", *, most: int = 80) -> Filter:
    return Filter(serializers.CharField(max_length=most), lookup, help)


def one_of(choices: Any, lookup: str = "", help: str = "") -> Filter:
    return Filter(serializers.ChoiceField(choices=choices), lookup, help)


def yes_or_no(lookup: str = "", help: str = "") -> Filter:
    return Filter(serializers.BooleanField(), lookup, help)


def day(lookup: str = "", help: str = "") -> Filter:
    return Filter(serializers.DateField(), lookup, help)


class Feed(CursorPagination):  # type: ignore[misc]  # the framework has no types
    """Cuts what grows at its front by a cursor: rows that come meanwhile neither repeat nor hide one."""

    page_size = Pages.default_limit
    page_size_query_param = "limit"
    max_page_size = Pages.max_limit

    def get_page_size(self, request: Request) -> int:
        return whole(request, "limit", self.page_size, least=1, most=self.max_page_size)

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Sequence[str]:
        order: Sequence[str] = view.feed_order
        return order

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except (NotFound, ValueError) as error:
            raise ValidationError({"cursor": [_("This cursor is not one of ours.")]}) from error

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, TypeError, OverflowError, DjangoInvalid) as error:
            raise ValidationError({"cursor": [_("This cursor is not one of ours.")]}) from error


class ReadsApi(OwnApi):
    """Of a view that is read from. It names the parameters that it takes; others are refused, not passed over."""

    #: {name: Filter}.
    filters: ClassVar[Mapping[str, Filter]] = {}

    def parameters(self) -> frozenset[str]:
        return frozenset(self.filters)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # the framework's, mixed in behind us
        if getattr(self, str(request.method).lower(), None) is None:
            return  # which is said before anything about parameters
        known = self.parameters() if request.method in ("GET", "HEAD") else frozenset()
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise ValidationError({name: [_("There is no such parameter.")] for name in unknown})

    def said(self) -> dict[str, Any]:
        """Return what the filters were asked for. Raises ValidationError."""
        asked, found, wrong = self.request.query_params, {}, {}  # type: ignore[attr-defined]  # as above
        for name, each in self.filters.items():
            if name not in asked:
                continue
            try:
                found[name] = each.field.run_validation(asked[name])
            except ValidationError as error:
                wrong[name] = error.detail
        if wrong:
            raise ValidationError(wrong)
        return found

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Mark what was read with an ETag, and answer 304 to who has it already."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Response) and request.method in ("GET", "HEAD") and answer.status_code == 200:
            answer.add_post_render_callback(lambda rendered: _unless_known(request, rendered))
        return answer


def _unless_known(request: Any, response: Any) -> Any:
    set_response_etag(response)
    return get_conditional_response(request._request, etag=response["ETag"], response=response)


class NotSeen(APIException):  # type: ignore[misc]  # the framework has no types
    status_code, default_code = 428, "if_match_required"
    default_detail = gettext_lazy("Read it first, and send its ETag as If-Match.")


class Stale(APIException):  # type: ignore[misc]  # the framework has no types
    status_code, default_code = 412, "changed"
    default_detail = gettext_lazy("It has changed since you read it. Read it as it is now, then decide again.")


def unchanged(request: Request, shown: Any) -> None:
    """Refuse to change what its asker has not seen as it is: `shown` is the row as one reads it whole.

    Tags are weak where answers are compressed, and mean the same. Raises NotSeen, Stale.
    """
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-Match", ""))}
    if not known:
        raise NotSeen
    now = HttpResponse(JSONRenderer().render(shown))
    set_response_etag(now)
    if not known & {"*", now["ETag"]}:
        raise Stale


class RowsApi(ReadsApi, ReadOnlyModelViewSet[Any]):  # type: ignore[misc]  # the framework has no types
    """Lists rows and shows one. A subclass says which rows somebody sees, how they look and what narrows them."""

    lookup_field = "public_id"
    #: {what may be asked for: the lookup it means}; each also the other way round, with "-".
    orderings: ClassVar[Mapping[str, str]] = {}
    #: The lookup of when a row last changed; "" where nothing says so.
    changed = "updated_at"
    #: In which order a feed runs; its last one tells rows apart.
    feed_order: ClassVar[Sequence[str]] = ("-pk",)

    @property
    def is_list(self) -> bool:
        return getattr(self, "action", None) == "list"

    @property
    def is_feed(self) -> bool:
        return issubclass(self.pagination_class, Feed)

    def parameters(self) -> frozenset[str]:
        """The names of the parameters that may be sent to this address."""
        return frozenset(self._parameters()) if self.is_list else frozenset({FIELDS})

    def _parameters(self) -> Iterator[str]:
        yield from self.filters
        yield FIELDS
        yield from ("limit", "cursor" if self.is_feed else "offset")
        if self.orderings:
            yield ORDERING
        if self.changed:
            yield SINCE

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow and order `queryset` as was asked. Raises ValidationError."""
        if not self.is_list:
            return queryset
        narrowed = {self.filters[name].lookup: value for name, value in self.said().items()}
        narrowed.pop("", None)
        queryset = queryset.filter(**narrowed) if narrowed else queryset
        return self._ordered(self._since(queryset))

    def _since(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        moment = self.request.query_params.get(SINCE) if self.changed else None
        if moment is None:
            return queryset
        try:
            return queryset.filter(**{f"{self.changed}__gte": Utc().run_validation(moment)})
        except ValidationError as error:
            raise ValidationError({SINCE: error.detail}) from error

    def _ordered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.request.query_params.get(ORDERING) if self.orderings else None
        if asked is None:
            return queryset
        name = asked.removeprefix("-")
        if name not in self.orderings:
            offered = ", ".join(sorted(self.orderings))
            raise ValidationError({ORDERING: [_("Order by one of these: %(names)s.") % {"names": offered}]})
        sign = "-" if asked.startswith("-") else ""
        return queryset.order_by(f"{sign}{self.orderings[name]}", f"{sign}pk")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of a row, narrowed to the fields that were asked for. Raises ValidationError."""
        shape = super().get_serializer(*args, **kwargs)
        asked = self.request.query_params.get(FIELDS) if self.request.method in ("GET", "HEAD") else None
        if asked is not None:
            fields = getattr(shape, "child", shape).fields
            wanted = set(asked.split(","))
            if unknown := sorted(wanted - set(fields)):
                raise ValidationError({FIELDS: [_("There is no field “%(name)s”.") % {"name": unknown[0]}]})
            for name in set(fields) - wanted:
                fields.pop(name)
        return shape
