"""How a view of ours is described to programs (OpenAPI)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

#: Parameters that say how the answer looks, not which rows it has.
FIELDS, ORDERING, SINCE = "fields", "ordering", "modified_since"


class OwnSchema(AutoSchema):  # type: ignore[misc]  # the framework has no types
    """Tells the parameters that our lists take."""

    def get_override_parameters(self) -> list[Any]:
        if not hasattr(self.view, "parameters") or self.method != "GET":
            return []
        known = self.view.parameters()
        filters = [
            OpenApiParameter(name, type=self._map_serializer_field(each.field, "request"), description=each.help)
            for name, each in self.view.filters.items()
            if name in known
        ]
        return [*filters, *(each for each in self._of_all_lists() if each.name in known)]

    def _of_all_lists(self) -> list[OpenApiParameter]:
        offered = [name for each in getattr(self.view, "orderings", ()) for name in (each, f"-{each}")]
        return [
            OpenApiParameter(FIELDS, OpenApiTypes.STR, description="names of fields between commas"),
            OpenApiParameter(ORDERING, OpenApiTypes.STR, enum=offered or None),
            OpenApiParameter(SINCE, OpenApiTypes.DATETIME, description="what changed since"),
        ]

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_operation_id(self) -> str:
        """Named by the door: `tasks_list`, `tasks_retrieve`, `tasks_create`."""
        return str(super().get_operation_id()).removeprefix("api_v1_")
