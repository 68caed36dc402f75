"""How a view of ours is described to programs (OpenAPI): what it takes, and every answer that it gives.

What all doors have in common is told here, by the kind of the view. A view adds to it by `also`, the statuses of
refusals that its kind does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny

from portal.core import problems

#: Parameters that say how the answer looks, not which rows it has.
FIELDS, ORDERING, SINCE = "fields", "ordering", "modified_since"
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="the ETag of what was read"
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="the ETag of what one has already"
)
ONCE = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200},
    OpenApiParameter.HEADER,
    description="what is sent again with it within 24 hours happens once",
)
TEXT, SECONDS = {"type": "string"}, {"type": "integer", "minimum": 1}
#: What our answers carry beside what they say.
HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    "ETag": (TEXT, "changes with what was read"),
    "Idempotent-Replayed": ({"type": "string", "enum": ["true"]}, "this was answered before, and is told again"),
    "Retry-After": (SECONDS, "when to go on, in seconds"),
    "WWW-Authenticate": (TEXT, "how to say who one is, or what the token lacks"),
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why it was refused: `code` is for programs and keeps its meaning, `message` is for people.",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {
            "type": "object",
            "additionalProperties": True,
            "description": "what is wrong with single fields or parameters, by their names",
        },
    },
    "required": ["code", "message"],
}


@dataclass(frozen=True)
class Refusal:
    """One kind of refusal: what it is called among the components, and when it is given."""

    name: str
    code: str
    when: str
    header: str = ""


REFUSALS = {
    400: Refusal("BadRequest", "invalid", "Something is wrong and named in `fields`, or a rule refuses."),
    401: Refusal("Unknown", "not_authenticated", "Nobody said who they are by what counts.", "WWW-Authenticate"),
    403: Refusal("Forbidden", "not_allowed", "One may not do this, or the token does not allow it."),
    404: Refusal("NotFound", "not_found", "There is nothing here, or nothing for whoever asks."),
    406: Refusal("NotAcceptable", "not_acceptable", "The API answers with JSON only."),
    409: Refusal("StillRunning", "still_running", "The first request with this Idempotency-Key still runs."),
    412: Refusal("Changed", "changed", "It has changed since it was read."),
    413: Refusal("TooLarge", "too_large", "This is too much at once."),
    415: Refusal("UnsupportedMediaType", "unsupported_media_type", "This kind of content cannot be read here."),
    422: Refusal("KeyUsed", "key_used", "This Idempotency-Key was used for something else."),
    428: Refusal("IfMatchRequired", "if_match_required", "What is changed has to be named as it was read."),
    429: Refusal("TooOften", "throttled", "That was too often.", "Retry-After"),
}


class OwnSchema(AutoSchema):  # type: ignore[misc]  # the framework has no types
    """Tells what our views take, and which refusals and headers their answers have."""

    def get_override_parameters(self) -> list[Any]:
        if self._is_once():
            return [ONCE]
        if not self._is_read():
            return []
        known = self.view.parameters()
        filters = [
            OpenApiParameter(name, type=self._map_serializer_field(each.field, "request"), description=each.help)
            for name, each in self.view.filters.items()
            if name in known
        ]
        return [*filters, *(each for each in self._of_all_lists() if each.name in known), IF_NONE_MATCH]

    def _of_all_lists(self) -> list[OpenApiParameter]:
        offered = [name for each in getattr(self.view, "orderings", ()) for name in (each, f"-{each}")]
        return [
            OpenApiParameter(
                FIELDS, OpenApiTypes.STR, description="names of fields between commas: rows then have only those"
            ),
            OpenApiParameter(ORDERING, OpenApiTypes.STR, enum=offered or None),
            OpenApiParameter(SINCE, OpenApiTypes.DATETIME, description="what changed since"),
        ]

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_operation_id(self) -> str:
        """Named by the door: `tasks_list`, `tasks_retrieve`, `tasks_create`."""
        return str(super().get_operation_id()).removeprefix("api_v1_")

    def is_deprecated(self) -> bool:
        return getattr(self.view, "going", None) is not None or bool(super().is_deprecated())

    def _is_read(self) -> bool:
        return self.method == "GET" and hasattr(self.view, "parameters")

    def _is_once(self) -> bool:
        return self.method != "GET" and hasattr(self.view, "claim")

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        told: dict[str, Any] = super()._get_response_bodies(direction)
        names = ["ETag"] if self._is_read() else ["Idempotent-Replayed"] if self._is_once() else []
        for answer in told.values():
            if names:
                answer.setdefault("headers", {}).update({name: self._header(name) for name in names})
        if self._is_read():
            told["304"] = {"description": "It is as one has it.", "headers": {"ETag": self._header("ETag")}}
        for status in sorted({*self._refused(), *getattr(self.view, "also", {}).get(self.method, ())}):
            told[str(status)] = self._refusal(status)
        return told

    def _refused(self) -> Iterator[int]:
        """The statuses of the refusals that a view of this kind gives."""
        yield 406
        sends, is_open = self.method != "GET", AllowAny in self.view.permission_classes
        if sends or self._is_read() or self._is_list_view():
            yield 400
        if not is_open:
            yield 401
        if sends and not is_open:
            yield 403
        if "{" in self.path:
            yield 404
        if self._is_once():
            yield from (409, 422)
        if sends:
            yield from (413, 415)
        if IF_MATCH in self.get_override_parameters():
            yield from (412, 428)
        if getattr(self.view.dispatch, "limits_sending", None) is sends:
            yield 429

    def _refusal(self, status: int) -> dict[str, Any]:
        """Name the shared answer for `status`."""
        known = REFUSALS[status]
        component = ResolvedComponent(known.name, ResolvedComponent.RESPONSE, object=known.name)
        if component not in self.registry:
            example = {"code": known.code, "message": known.when}
            content = {"schema": self._problem(), "example": example}
            component.schema = {"description": known.when, "content": {problems.KIND: content}}
            if known.header:
                component.schema["headers"] = {known.header: self._header(known.header)}
            self.registry.register(component)
        return dict(component.ref)

    def _problem(self) -> dict[str, Any]:
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem")
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _header(self, name: str) -> dict[str, Any]:
        schema, words = HEADERS[name]
        told = {"schema": schema, "description": words}
        component = ResolvedComponent(name, ResolvedComponent.HEADER, schema=told, object=name)
        self.registry.register_on_missing(component)
        return dict(component.ref)
