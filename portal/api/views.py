"""The contract of the seed document: six doors, each to the service behind the page that does the same."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.models import Project, Skill, Task
from mentorship.services import projects, submissions, tasks
from portal.api import dashboard
from portal.api import serializers as shapes
from portal.core.api_rows import ReadsApi, RowsApi, one_of, words
from portal.core.limits import limited, sends_files
from portal.core.once import OnceApi
from shop.models import Listing
from shop.services import listings


def asked(shape: type, request: Request) -> dict[str, Any]:
    """Return what was sent, checked against `shape`. Raises ValidationError."""
    given = shape(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def made(shape: type, row: Any) -> Response:
    return Response(shape(row).data, status=status.HTTP_201_CREATED)


class Skills(RowsApi):
    """What can be learnt, with the levels of each."""

    serializer_class = shapes.SkillSerializer
    lookup_field = "slug"
    filters = {"discipline": words("discipline__slug", "a short name"), "q": words("name__icontains")}
    orderings = {"slug": "slug", "name": "name"}

    def get_queryset(self) -> Any:
        return Skill.objects.select_related("discipline").prefetch_related("levels").order_by("slug")


class DashboardView(ReadsApi, APIView):
    """Where one stands."""

    @extend_schema(responses=dashboard.DashboardShape)
    def get(self, request: Request) -> Response:
        return Response(dashboard.of(request.user))


class Tasks(OnceApi, RowsApi):
    """The tasks that one sees, newest first; posting gives one."""

    serializer_class = shapes.TaskSerializer
    filters = {
        "participant": words("participant__handle", "their handle"),
        "skill": words("skill__slug", "a short name"),
        "status": one_of(Task.Status.choices, "status"),
    }
    orderings = {"created_at": "created_at", "due_at": "due_at"}

    def get_queryset(self) -> Any:
        return Task.objects.visible_to(self.request.user).select_related("participant", "skill").newest_first()

    def permit(self, by: Any) -> None:
        tasks.permit(by=by)

    @extend_schema(request=shapes.NewTask, responses={201: shapes.TaskSerializer})
    def create(self, request: Request) -> Response:
        task = tasks.assign(by=request.user, now=timezone.now(), **asked(shapes.NewTask, request))
        return made(shapes.TaskSerializer, task)


class Projects(OnceApi, RowsApi):
    """One's own works, or with `owner` those that somebody else shows one; the newest first.

    Posting makes one and, with `task`, hands it in.
    """

    serializer_class = shapes.ProjectSerializer
    filters = {
        "owner": words(help="their handle"),
        "skill": words("skills__slug", "a short name"),
        "media_type": one_of(Project.MediaType.choices, "media_type"),
        "visibility": one_of(Project.Visibility.choices, "visibility"),
    }
    orderings = {"created_at": "created_at", "title": "title"}

    def get_queryset(self) -> Any:
        seen = Project.objects.visible_to(self.request.user)
        if self.is_list:
            seen = seen.filter(owner__handle=self.said().get("owner", self.request.user.handle))
        return seen.select_related("owner").prefetch_related("skills", "files").newest_first()

    def permit(self, by: Any) -> None:
        projects.permit(owner=by, by=by)

    @extend_schema(request=shapes.NewProject, responses={201: shapes.ProjectSerializer})
    def create(self, request: Request) -> Response:
        values = asked(shapes.NewProject, request)
        project = submissions.make_and_submit(by=request.user, now=timezone.now(), **values)
        return made(shapes.ProjectSerializer, project)


@method_decorator(limited("upload", counts=sends_files), name="dispatch")
class ProjectFilesView(OnceApi, APIView):
    """Files of a work; handed in already, it is handed in with them while nobody has looked at it."""

    parser_classes = (MultiPartParser,)

    @extend_schema(request=shapes.NewFiles, responses={201: shapes.ProjectSerializer})
    def post(self, request: Request, public_id: str) -> Response:
        own = Project.objects.visible_to(request.user).filter(owner=request.user)
        project = get_object_or_404(own, public_id=public_id)
        files = asked(shapes.NewFiles, request)["file"]
        submissions.add_and_renew(project=project, files=files, by=request.user, now=timezone.now())
        return made(shapes.ProjectSerializer, project)


class SellView(OnceApi, APIView):
    def permit(self, by: Any) -> None:
        listings.permit(by=by)

    @extend_schema(request=shapes.NewListing, responses={201: shapes.ListingSerializer})
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
