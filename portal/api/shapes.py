"""Parts of which rows are made: people by their handles, amounts, files and moments."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.core.addresses import absolute
from portal.core.api_rows import Utc
from shop import money

MONEY = {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$", "example": "25.00"}


def handle(of: str, **more: Any) -> serializers.CharField:
    """The handle of the person at `of`."""
    return serializers.CharField(source=f"{of}.handle", read_only=True, **more)


def name_of(source: str, **more: Any) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, **more)


def id_of(of: str = "", **more: Any) -> serializers.CharField:
    """The public id of the row, or of the one at `of`."""
    return serializers.CharField(source=f"{of}.public_id" if of else "public_id", read_only=True, **more)


def slugs(source: str = "", **more: Any) -> Any:
    more |= {"source": source} if source else {}
    return serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True, **more)


@extend_schema_field({**MONEY, "nullable": True})
class Amount(serializers.Field):
    """An amount that the row keeps in smallest units of its currency, as a decimal string."""

    def __init__(self, minor: str, **more: Any) -> None:
        self.minor = minor
        super().__init__(source="*", read_only=True, **more)

    def to_representation(self, row: Any) -> str | None:
        kept = getattr(row, self.minor)
        return None if kept is None else str(money.from_minor(kept, row.currency))


class FileShape(serializers.Serializer[Any]):
    """`url` answers to whoever may see what the file belongs to."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    url = serializers.URLField()


@extend_schema_field(FileShape(many=True))
class Files(serializers.Field):
    """The files of a row in their order; they must be prefetched."""

    def __init__(self, **more: Any) -> None:
        super().__init__(read_only=True, **more)

    def to_representation(self, files: Any) -> list[dict[str, Any]]:
        rows = sorted(files.all(), key=lambda each: (each.position, each.pk))
        return [{"id": str(each.public_id), "kind": each.kind, "url": absolute(each.url())} for each in rows]


@extend_schema_field({"type": "string", "format": "uri"})
class Address(serializers.Field):
    """Where the row's page is."""

    def __init__(self, **more: Any) -> None:
        super().__init__(source="*", read_only=True, **more)

    def to_representation(self, row: Any) -> str:
        return absolute(row.get_absolute_url())


class SkillLevelShape(serializers.Serializer[Any]):
    skill = serializers.CharField(source="skill.slug")
    level = serializers.IntegerField(allow_null=True)


def moment(value: Any) -> str | None:
    """Return a moment that is in no row as rows tell theirs."""
    return None if value is None else str(Utc().to_representation(value))
