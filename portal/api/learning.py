"""Tasks, what was handed in and said about it, diaries, works, goals and supplies."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentorship.models import (
    Feedback,
    Goal,
    Issue,
    IssueLine,
    JournalEntry,
    Preference,
    ResourceType,
    Score,
    Submission,
)
from mentorship.permissions.resources import keeps_supplies
from mentorship.selectors import resources as supplies
from mentorship.services import claims, goals, journals, reviews
from portal.api.serializers import (
    FeedbackSerializer,
    GoalChange,
    JournalChange,
    NewFeedback,
    NewGoalOfOne,
    NewJournal,
)
from portal.api.shapes import Files, handle, id_of, name_of, slugs
from portal.api.views import asked, made
from portal.core.api_rows import Row, RowsApi, Stale, day, one_of, unchanged, words
from portal.core.api_schema import IF_MATCH
from portal.core.once import OnceApi

DECISIONS = {"approve": Feedback.Outcome.APPROVED, "revise": Feedback.Outcome.REVISION}


class SubmissionRow(Row):
    id = id_of()
    task = id_of("task")
    participant = handle("task.participant")
    project = id_of("project", allow_null=True)
    files = Files()

    class Meta:
        model = Submission
        fields = (
            *("id", "task", "participant", "number", "project", "note", "hours", "files", "submitted_at"),
            *("answered_at", "created_at", "updated_at"),
        )


class Submissions(RowsApi):
    """What was handed in for the tasks that one sees, the newest first."""

    serializer_class = SubmissionRow
    filters = {
        "task": words("task__public_id", "the id of one"),
        "participant": words("task__participant__handle", "their handle"),
    }
    orderings = {"submitted_at": "submitted_at"}

    def get_queryset(self) -> Any:
        seen = Submission.objects.visible_to(self.request.user).order_by("-submitted_at", "-pk")
        return seen.select_related("task__participant", "project").prefetch_related("files")


class ScoreShape(serializers.ModelSerializer[Score]):
    criterion = name_of("criterion.name")
    level = serializers.IntegerField(source="level.number")

    class Meta:
        model = Score
        fields = ("criterion", "level")


class StepShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)


class FeedbackRow(Row):
    """`next_steps` are up to three things to do; `decision` is "" where nothing was decided."""

    id = id_of()
    task = id_of("submission.task")
    submission = id_of("submission")
    reviewer = handle("reviewer")
    decision = serializers.ChoiceField(source="outcome", choices=Feedback.Outcome.choices)
    scores = ScoreShape(many=True)
    next_steps = StepShape(source="steps", many=True)
    files = Files()

    class Meta:
        model = Feedback
        fields = (
            *("id", "task", "submission", "reviewer", "status", "decision", "scores", "strengths", "overall"),
            *("next_steps", "files", "released_at", "created_at", "updated_at"),
        )


class FeedbackList(OnceApi, RowsApi):
    """What was said about pieces that one sees, and one's own drafts; the newest first. Posting says something."""

    serializer_class = FeedbackRow
    filters = {
        "task": words("submission__task__public_id", "the id of one"),
        "submission": words("submission__public_id", "the id of one"),
        "participant": words("submission__task__participant__handle", "their handle"),
        "status": one_of(Feedback.Status.choices, "status"),
    }
    orderings = {"released_at": "released_at", "created_at": "created_at"}

    def get_queryset(self) -> Any:
        seen = Feedback.objects.visible_to(self.request.user).order_by("-created_at", "-pk")
        return seen.select_related("reviewer", "submission__task").prefetch_related(
            "steps", "scores__criterion", "scores__level", "files"
        )

    def permit(self, by: Any) -> None:
        claims.permit(by=by)

    @extend_schema(request=NewFeedback, responses={201: FeedbackSerializer})
    def create(self, request: Request) -> Response:
        values = asked(NewFeedback, request)
        words = reviews.Words(
            strengths=values["strengths"],
            steps=values["next_steps"],
            levels=values["levels"],
            outcome=DECISIONS[values["decision"]],
        )
        said = reviews.give(task=values["task"], words=words, by=request.user, now=timezone.now())
        said.submission.task.refresh_from_db()
        return made(FeedbackSerializer, said)


class PreferenceRow(Row):
    """What somebody said of two pieces that stood before them as A and B."""

    id = id_of()
    rater = handle("rater")
    side = serializers.CharField()

    class Meta:
        model = Preference
        fields = ("id", "rater", "side", "reason", "drawn_at", "answered_at")


class Preferences(RowsApi):
    """One's own comparisons of pieces; all of them for who runs the chapter. The newest first."""

    serializer_class = PreferenceRow
    filters = {"rater": words("rater__handle", "their handle")}
    orderings = {"drawn_at": "drawn_at", "answered_at": "answered_at"}
    changed = "answered_at"

    def get_queryset(self) -> Any:
        seen = Preference.objects.visible_to(self.request.user)
        return seen.select_related("rater", "comparison").order_by("-drawn_at", "-pk")


class JournalRow(Row):
    id = id_of()
    owner = handle("owner")
    skill = name_of("skill.slug", allow_null=True)
    task = id_of("task", allow_null=True)
    prompt = name_of("prompt.text", allow_null=True)
    files = Files()

    class Meta:
        model = JournalEntry
        fields = (
            *("id", "owner", "text", "happened_on", "minutes", "mood", "skill", "task", "prompt", "visibility"),
            *("files", "version", "created_at", "updated_at"),
        )


class Journals(OnceApi, RowsApi):
    """Entries of diaries that one reads: one's own, and what others share. The latest day first.

    Posting writes one; what one wrote is changed as long as it is as one has read it.
    """

    serializer_class = JournalRow
    filters = {
        "owner": words("owner__handle", "their handle"),
        "skill": words("skill__slug"),
        "mood": one_of(JournalEntry.Mood.choices, "mood"),
        "visibility": one_of([(str(each), each.label) for each in JournalEntry.OFFERED], "visibility"),
        "happened_from": day("happened_on__gte"),
        "happened_until": day("happened_on__lte"),
    }
    orderings = {"happened_on": "happened_on", "created_at": "created_at", "updated_at": "updated_at"}

    def get_queryset(self) -> Any:
        return JournalEntry.objects.visible_to(self.request.user).with_files().latest_day_first()

    def permit(self, by: Any) -> None:
        if self.request.method == "POST":
            journals.permit(owner=by, by=by)

    @extend_schema(request=NewJournal, responses={201: JournalRow})
    def create(self, request: Request) -> Response:
        values, person = asked(NewJournal, request), request.user
        return made(JournalRow, journals.write(owner=person, by=person, now=timezone.now(), **values))

    @extend_schema(request=JournalChange, responses=JournalRow, parameters=[IF_MATCH])
    def partial_update(self, request: Request, public_id: str) -> Response:
        person, now = request.user, timezone.now()
        entry = get_object_or_404(self.get_queryset(), public_id=public_id, owner=person)
        values, seen = asked(JournalChange, request), entry.version
        unchanged(request, JournalRow(entry).data)
        try:
            journals.revise(entry=entry, by=person, now=now, seen_version=seen, **values)
        except journals.Changed as refusal:  # by another request, in this moment
            raise Stale from refusal
        return Response(JournalRow(self.get_queryset().get(pk=entry.pk)).data)


class GoalRow(Row):
    id = id_of()
    owner = handle("owner")
    set_by = handle("set_by")
    skill = name_of("skill.slug", allow_null=True)

    class Meta:
        model = Goal
        fields = (
            *("id", "owner", "set_by", "title", "target_amount", "currency", "skill", "level", "status"),
            *("reached_at", "dropped_at", "created_at", "updated_at"),
        )


class Goals(OnceApi, RowsApi):
    """One's own goals, and of those whom one accompanies; the newest first.

    Posting sets one; whose it is lets go of it by the status `dropped`.
    """

    serializer_class = GoalRow
    filters = {
        "owner": words("owner__handle", "their handle"),
        "status": one_of(Goal.Status.choices, "status"),
    }
    orderings = {"created_at": "created_at", "title": "title"}

    def get_queryset(self) -> Any:
        seen = Goal.objects.visible_to(self.request.user).newest_first()
        return seen.select_related("owner", "set_by", "skill")

    def permit(self, by: Any) -> None:
        if self.request.method == "PATCH":
            goals.permit_drop(goal=self.get_object(), by=by)

    @extend_schema(request=NewGoalOfOne, responses={201: GoalRow})
    def create(self, request: Request) -> Response:
        values = {"owner": request.user, **asked(NewGoalOfOne, request)}
        return made(GoalRow, goals.set_goal(by=request.user, now=timezone.now(), **values))

    @extend_schema(request=GoalChange, responses=GoalRow)
    def partial_update(self, request: Request, public_id: str) -> Response:
        goal = self.get_object()
        asked(GoalChange, request)
        return Response(GoalRow(goals.drop(goal=goal, by=request.user, now=timezone.now())).data)


class ResourceRow(Row):
    """`in_stock` is None for who does not keep supplies."""

    skills = slugs()
    in_stock = serializers.SerializerMethodField()

    class Meta:
        model = ResourceType
        fields = ("id", "name", "kind", "unit", "skills", "loan_days", "in_stock", "updated_at")

    def get_in_stock(self, row: ResourceType) -> str | None:
        return str(row.in_stock) if keeps_supplies(self.context["request"].user) else None  # type: ignore[attr-defined]


class Resources(RowsApi):
    """Materials and tools that can be handed out, by name."""

    serializer_class = ResourceRow
    lookup_field = "pk"
    filters = {
        "kind": one_of(ResourceType.Kind.choices, "kind"),
        "skill": words("skills__slug"),
        "q": words("name__icontains", "in the name"),
    }
    orderings = {"name": "name"}

    def get_queryset(self) -> Any:
        return supplies.supplies().prefetch_related("skills")


class IssueLineShape(serializers.ModelSerializer[IssueLine]):
    resource = name_of("resource.name")
    item = name_of("item.serial", allow_null=True)

    class Meta:
        model = IssueLine
        fields = ("resource", "item", "wanted", "quantity", "used", "returned", "lost", "due_date")


class IssueRow(Row):
    id = id_of()
    to = handle("to")
    by = handle("by")
    location = name_of("location.name")
    kit = name_of("kit.name", allow_null=True)
    lines = IssueLineShape(many=True)

    class Meta:
        model = Issue
        fields = (
            *("id", "to", "by", "location", "kit", "state", "note", "lines", "issued_at", "answered_at"),
            *("decline_reason", "closed_at", "created_at", "updated_at"),
        )


class Issues(RowsApi):
    """What was handed out to oneself and to those whom one accompanies, the newest first."""

    serializer_class = IssueRow
    filters = {"to": words("to__handle", "their handle"), "state": one_of(Issue.State.choices, "state")}
    orderings = {"issued_at": "issued_at"}

    def get_queryset(self) -> Any:
        return supplies.issues_for(self.request.user)
