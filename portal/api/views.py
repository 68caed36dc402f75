"""The contract of the seed document: six doors, each to the service behind the page that does the same."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.models import Feedback, Project, Skill, Task
from mentorship.services import adding, projects, reviews, submissions, tasks, work_files
from portal.api import dashboard
from portal.api import serializers as shapes
from portal.core.api import OwnApi
from portal.core.limits import limited, sends_files
from portal.core.once import OnceApi
from shop.models import Listing
from shop.services import listings

DECISIONS = {"approve": Feedback.Outcome.APPROVED, "revise": Feedback.Outcome.REVISION}


def asked(shape: type, request: Request) -> dict[str, Any]:
    """Return what was sent, checked against `shape`. Raises ValidationError."""
    given = shape(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def made(shape: type, row: Any) -> Response:
    return Response(shape(row).data, status=status.HTTP_201_CREATED)


class SkillsView(OwnApi, ListAPIView[Skill]):
    """What can be learnt, with the levels of each."""

    serializer_class = shapes.SkillSerializer

    def get_queryset(self) -> Any:
        return Skill.objects.select_related("discipline").prefetch_related("levels").order_by("slug")


class DashboardView(OwnApi, APIView):
    def get(self, request: Request) -> Response:
        return Response(dashboard.of(request.user))


@method_decorator(limited("invitation"), name="dispatch")
class ParticipantsView(OnceApi, APIView):
    def post(self, request: Request) -> Response:
        values = asked(shapes.NewParticipant, request)
        levels = [(each["skill"], each["level"]) for each in values.pop("skills", [])]
        wanted = values.pop("goals", [])
        now = timezone.now()
        user = adding.add(by=request.user, now=now, skills=levels, goals_wanted=wanted, **values)
        return made(shapes.ParticipantSerializer, user)


class TasksView(OnceApi, ListAPIView[Task]):
    """The tasks that one sees, newest first; posting gives one."""

    serializer_class = shapes.TaskSerializer

    def get_queryset(self) -> Any:
        return Task.objects.visible_to(self.request.user).select_related("participant", "skill").newest_first()

    def post(self, request: Request) -> Response:
        task = tasks.assign(by=request.user, now=timezone.now(), **asked(shapes.NewTask, request))
        return made(shapes.TaskSerializer, task)


class ProjectsView(OnceApi, ListAPIView[Project]):
    """One's own works, newest first; posting makes one and, with `task`, hands it in."""

    serializer_class = shapes.ProjectSerializer

    def get_queryset(self) -> Any:
        own = Project.objects.visible_to(self.request.user).filter(owner=self.request.user)
        return own.select_related("owner").prefetch_related("skills", "files").newest_first()

    @transaction.atomic
    def post(self, request: Request) -> Response:
        values, person, now = asked(shapes.NewProject, request), request.user, timezone.now()
        task = values.pop("task", None)
        project = projects.create(owner=person, by=person, now=now, **values)
        if task is not None:
            submissions.submit(task=task, by=person, now=now, project=project)
        return made(shapes.ProjectSerializer, project)


@method_decorator(limited("upload", counts=sends_files), name="dispatch")
class ProjectFilesView(OnceApi, APIView):
    """Files of a work; handed in already, it is handed in with them while nobody has looked at it."""

    parser_classes = (MultiPartParser,)

    def post(self, request: Request, public_id: str) -> Response:
        own = Project.objects.visible_to(request.user).filter(owner=request.user)
        project = get_object_or_404(own, public_id=public_id)
        work_files.add(project=project, by=request.user, files=asked(shapes.NewFiles, request)["file"])
        submissions.renew(project=project, by=request.user, now=timezone.now())
        return made(shapes.ProjectSerializer, project)


class FeedbackView(OnceApi, APIView):
    def post(self, request: Request) -> Response:
        values = asked(shapes.NewFeedback, request)
        words = reviews.Words(
            strengths=values["strengths"],
            steps=values["next_steps"],
            levels=values["levels"],
            outcome=DECISIONS[values["decision"]],
        )
        said = reviews.give(task=values["task"], words=words, by=request.user, now=timezone.now())
        said.submission.task.refresh_from_db()
        return made(shapes.FeedbackSerializer, said)


class SellView(OnceApi, APIView):
    def post(self, request: Request) -> Response:
        values = asked(shapes.NewListing, request)
        several = values["quantity"] > 1
        kind = values.get("kind") or (Listing.Kind.EDITION if several else Listing.Kind.ORIGINAL)
        offered = {name: values[name] for name in ("project", "price", "quantity")}
        return made(shapes.ListingSerializer, listings.offer(kind=kind, by=request.user, **offered))


@csrf_exempt
def nothing(request: HttpRequest, anything: str) -> HttpResponse:
    """Say so at once: the pages, which come last, would lead on to one of that name."""
    raise Http404


@csrf_exempt
def versioned(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Lead what was sent without a version to the first one, to be sent there again as it is (308)."""
    there = request.get_full_path().replace("/api/", "/api/v1/", 1)
    return HttpResponse(status=308, headers={"Location": there})
