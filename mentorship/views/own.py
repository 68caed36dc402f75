"""A person's own works: making, changing, deleting them, and their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship import selectors
from mentorship.forms import AddFilesForm, FileForm, NewProjectForm, ProjectForm
from mentorship.models import Project, ProjectFile
from mentorship.services import projects, sharing, work_files
from portal.core.exceptions import DomainError
from portal.core.images import BadUpload
from portal.core.limits import limited, sends_files
from portal.core.policy import can

PER_PAGE = 24
VALUES = ("title", "description", "media_type", "status", "licence", "skills", "takes_commissions")


@login_required
@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    works = selectors.works_of(request.user, request.user).order_by("-updated_at", "-pk")
    page = Paginator(works, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "can_create": can(request.user, "create", Project)}
    return render(request, "mentorship/my_projects.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def project_new(request: HttpRequest) -> HttpResponse:
    form = NewProjectForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            project = projects.create(owner=request.user, by=request.user, **form.cleaned_data)
        except projects.AlreadyKept as refusal:
            words = _("“%(title)s” is kept already. For another work, choose “New work” again.")
            messages.info(request, words % {"title": refusal.project.title})
            return redirect(refusal.project)
        except (BadUpload, work_files.TooManyFiles) as refusal:
            form.add_error("files", f"{refusal.message} {_('Please choose the files again.')}")
        except sharing.NeedsApproval as refusal:
            form.add_error("visibility" if "visibility" in form.fields else None, refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("“%(title)s” is kept.") % {"title": project.title})
            has_files = bool(form.cleaned_data["files"] or request.POST.get("files_follow"))
            return redirect("mentorship:project_files", project.public_id) if has_files else redirect(project)
    return render(request, "mentorship/project_new.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    project = _own(request, public_id)
    form = ProjectForm(_sent(request)[0], instance=_own(request, public_id))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in VALUES}
        try:
            projects.change_visibility(
                project=project, visibility=form.cleaned_data["visibility"], by=request.user
            )
        except DomainError as refusal:
            form.add_error("visibility", refusal.message)
        else:
            kept = projects.update(project=project, by=request.user, **values)
            if not _told_of_another_look(request, kept, before=form.cleaned_data["visibility"]):
                messages.success(request, _("Your changes are kept."))
            return redirect("mentorship:project_edit", public_id)
    return render(request, "mentorship/project_edit.html", {"form": form, "project": project})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    project = _own(request, public_id)
    refusal = ""
    if request.method == "POST" and request.POST.get("action") == "hide":
        projects.change_visibility(project=project, visibility=Project.Visibility.PRIVATE, by=request.user)
        messages.success(request, _("Only you see “%(title)s” now.") % {"title": project.title})
        return redirect("mentorship:project_edit", public_id)
    if request.method == "POST":
        try:
            projects.delete_project(project=project, by=request.user)
        except projects.ForSale as error:
            refusal = str(error.message)
        else:
            messages.success(request, _("“%(title)s” is deleted.") % {"title": project.title})
            return redirect("mentorship:my_projects")
    can_hide = project.visibility != Project.Visibility.PRIVATE
    context = {"project": project, "refusal": refusal, "can_hide": can_hide}
    return render(request, "mentorship/project_delete.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def project_files(request: HttpRequest, public_id: str) -> HttpResponse:
    project = _own(request, public_id)
    form = AddFilesForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            work_files.add(project=project, files=form.cleaned_data["files"], by=request.user)
        except DomainError as refusal:
            form.add_error("files", refusal.message)
        else:
            _told_of_another_look(request, _own(request, public_id), before=project.visibility)
            return redirect("mentorship:project_files", public_id)
    return _files_page(request, project, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def project_file(request: HttpRequest, public_id: str, file_id: UUID) -> HttpResponse:
    """Keep the words of one file, then do what the pressed button says; merely looked at, lead to its page."""
    project = _own(request, public_id)
    if request.method != "POST":
        return redirect("mentorship:project_files", public_id)
    file = get_object_or_404(project.files, public_id=file_id)
    form = FileForm(request.POST, request.FILES, instance=file, prefix=str(file_id))
    if form.is_valid() or request.POST.get("action") == "remove":
        try:
            file = _change_file(request, file, form)
        except RefusedField as refusal:
            form.add_error(refusal.field, str(refusal))
        except work_files.NoSuchFile as refusal:
            messages.error(request, refusal.message)
            return redirect("mentorship:project_files", public_id)
        else:
            _told_of_another_look(request, _own(request, public_id), before=project.visibility)
            there = redirect("mentorship:project_files", public_id)
            there["Location"] += f"#file-{file.public_id}"
            return there
    return _files_page(request, project, AddFilesForm(), form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_order(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the files in the order in which they were dragged."""
    project = _own(request, public_id)
    if request.method == "POST":
        work_files.put_in_order(project=project, order=request.POST.getlist("file"), by=request.user)
    return redirect("mentorship:project_files", public_id)


class RefusedField(Exception):
    """What was chosen in `field` cannot be taken, as the words say."""

    def __init__(self, field: str, refusal: BadUpload) -> None:
        super().__init__(refusal.message)
        self.field = field


def _change_file(request: HttpRequest, file: ProjectFile, form: FileForm) -> ProjectFile:
    action = request.POST.get("action", "save")
    if action == "remove":
        work_files.remove(file=file, by=request.user)
        return file
    file = work_files.describe(file=file, by=request.user, **form.words)
    if action in ("up", "down"):
        return work_files.move(file=file, up=action == "up", by=request.user)
    return _change_bytes(request, file, form.cleaned_data)


def _change_bytes(request: HttpRequest, file: ProjectFile, chosen: dict[str, Any]) -> ProjectFile:
    """Do with each chosen upload what its field is for. Raises RefusedField."""
    doors = {
        "replacement": work_files.replace,
        "captions_file": work_files.set_captions,
        "poster": work_files.set_poster,
    }
    for field, change in doors.items():
        if upload := chosen.get(field):
            try:
                file = change(file=file, upload=upload, by=request.user)
            except BadUpload as refusal:
                raise RefusedField(field, refusal) from refusal
    return file


def _files_page(
    request: HttpRequest, project: Project, adding: AddFilesForm, changing: FileForm | None = None
) -> HttpResponse:
    files = list(project.files.order_by("position", "pk"))
    rows = [(file, FileForm(instance=file, prefix=str(file.public_id))) for file in files]
    if changing is not None:
        rows = [(file, changing if file.pk == changing.instance.pk else form) for file, form in rows]
    context = {
        "project": project,
        "form": adding,
        "rows": rows,
        "room": work_files.MAX_FILES - len(files),
        "unfinished": project.uploads.lasting(timezone.now()).order_by("pk"),
        "wordless": sum(file.needs_words for file in files),
    }
    return render(request, "mentorship/project_files.html", context)


def _told_of_another_look(request: HttpRequest, project: Project, *, before: str) -> bool:
    """Say so if mentors look at `project` again before others see it, and return whether it was said."""
    if project.visibility == before:
        return False
    messages.info(request, _("Your changes are kept. Your mentors look at them before others see them again."))
    return True


def _own(request: HttpRequest, public_id: str) -> Project:
    """The person's own work; others' and missing ones answer alike."""
    return get_object_or_404(Project, public_id=public_id, owner=request.user)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What the form was sent with; nothing, not even emptiness, when the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
