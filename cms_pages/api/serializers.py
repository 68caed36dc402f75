"""How exported sites look to programs."""

from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from cms_pages.models import Export
from portal.core.addresses import absolute
from portal.core.api import Asked
from portal.core.api_rows import Row


class ExportSerializer(Row):
    """`archive` is where a built site is fetched, "" until then; sizes are bytes, times UTC."""

    id = serializers.CharField(source="public_id")
    base_url = serializers.CharField()  # "" for a copy that may lie anywhere
    archive = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = (
            *("id", "state", "base_url", "requested_at", "finished_at", "done_count", "total_count", "reason"),
            *("size_bytes", "sha256", "page_count", "work_count", "archive"),
        )
        read_only_fields = fields

    def get_archive(self, export: Export) -> str:
        if export.state != Export.State.BUILT:
            return ""
        return absolute(reverse("cms_pages:export_download", args=[export.public_id]))


class NewExportSerializer(Asked):
    base_url = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
