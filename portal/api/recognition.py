"""Points, boards and badges."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leaderboard import selectors
from leaderboard.models import BadgeAward, Metric, Period, PointEntry
from leaderboard.selectors import boards, recognition
from mentorship.models import Cohort
from portal.api.shapes import handle, name_of
from portal.core.api_rows import Feed, ReadsApi, Row, RowsApi, one_of, words


class BoardPlace(serializers.Serializer[Any]):
    """`name` and `handle` are "" for who stands there without a name."""

    place = serializers.IntegerField()
    is_tied = serializers.BooleanField()
    points = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    handle = serializers.CharField(allow_blank=True)
    is_own = serializers.BooleanField()


class BoardShape(serializers.Serializer[Any]):
    """`near` is filled where one stands on the board but not among the `top`."""

    top = BoardPlace(many=True)
    near = BoardPlace(many=True)
    own = BoardPlace(allow_null=True)
    to_next = serializers.IntegerField()


class LeaderboardView(ReadsApi, APIView):
    """One board of the current period: of all who learn, of a cohort, of a skill (only the total)."""

    filters = {
        "metric": one_of(Metric.choices, help="total unless said otherwise"),
        "period": one_of(Period.choices, help="month unless said otherwise"),
        "skill": words(help="a short name"),
        "cohort": words(help="the id of one", most=12),
    }
    also = {"GET": (404,)}  # such a cohort

    @extend_schema(responses=BoardShape)
    def get(self, request: Request) -> Response:
        return Response(BoardShape(boards.board(self._which(), request.user)).data)

    def _which(self) -> boards.Which:
        said = self.said()
        metric, period = Metric(said.get("metric", Metric.TOTAL)), Period(said.get("period", Period.MONTH))
        skill = said.get("skill", "") if metric == Metric.TOTAL else ""
        begins = period.begins(timezone.localdate())
        return boards.Which(metric, period, begins, skill, self._cohort(said.get("cohort", "")))

    def _cohort(self, public_id: str) -> Cohort | None:
        if not public_id:
            return None
        seen = Cohort.objects.visible_to(self.request.user).current()
        return get_object_or_404(seen, public_id=public_id)


class AwardRow(Row):
    """`skill` and `level` are what a mentor vouched for; `awarded_by` who gave it, if it was a person."""

    badge = name_of("badge.slug")
    name = name_of("badge.name")
    description = name_of("badge.description")
    rarity = name_of("badge.rarity")
    holder = handle("user")
    skill = name_of("confirmation.skill.slug", allow_null=True)
    level = serializers.IntegerField(source="confirmation.level", allow_null=True, read_only=True)
    level_name = serializers.CharField(allow_null=True, read_only=True)
    awarded_by = handle("awarded_by", allow_null=True)

    class Meta:
        model = BadgeAward
        fields = (
            *("id", "badge", "name", "description", "rarity", "holder", "skill", "level", "level_name"),
            *("evidence", "awarded_by", "is_hidden", "awarded_at"),
        )


class Badges(RowsApi):
    """The badges that one holds, hidden ones too; with `holder`, those that somebody else shows. Newest first."""

    serializer_class = AwardRow
    lookup_field = "pk"
    filters = {"badge": words("badge__slug", "a short name"), "holder": words(help="their handle")}
    orderings = {"awarded_at": "awarded_at"}
    changed = "awarded_at"

    def get_queryset(self) -> Any:
        person = self.request.user
        holder = self.said().get("holder", "") if self.is_list else ""
        if not holder or holder == person.handle:
            return selectors.own_badges(person).select_related("user")
        return recognition.hall().filter(user__handle=holder)


class PointRow(Row):
    """`points` below nothing: what had earned them is gone."""

    class Meta:
        model = PointEntry
        fields = ("number", "rule", "points", "day", "skill", "created_at")


class Points(RowsApi):
    """What earned one's points, and what was lost again; the newest first."""

    serializer_class = PointRow
    pagination_class = Feed
    feed_order = ("-number",)
    filters = {"skill": words("skill", "a short name"), "rule": words("rule")}
    changed = "created_at"

    def get_queryset(self) -> Any:
        return boards.entries_of(self.request.user)
