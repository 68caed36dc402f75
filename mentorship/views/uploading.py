"""Sending files in parts, for scripts; `static/js/uploads.js` is the other side.

POST my/works/<work>/uploads/ (name, size) → 201 {"address", "part"}
HEAD my/uploads/<token>/ → Upload-Offset, Upload-Length; 404 when it is over
PATCH my/uploads/<token>/ with Upload-Offset and the bytes → 204 and the new Upload-Offset; 409 and the right one;
      with the last part, and whenever the whole is here: 201 {"file", "html"}; 422 {"message"}: it cannot be taken
DELETE, or POST from a page without scripts → it is forgotten
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentorship.forms import FileForm, UploadForm
from mentorship.models import Project, ProjectFile, Upload
from mentorship.services import uploading
from portal.core.exceptions import DomainError
from portal.core.limits import limited

#: What a browser sends at first; it takes more when the line is good.
FIRST_PART = 256 * 1024


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload_part")
def upload_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    project = get_object_or_404(Project, public_id=public_id, owner=request.user)
    if request.method != "POST":
        return redirect("mentorship:project_files", public_id)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _refused(" ".join(words for errors in form.errors.values() for words in errors))
    try:
        upload = uploading.begin(
            project=project,
            filename=form.cleaned_data["name"],
            size=form.cleaned_data["size"],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        return _refused(refusal.message)
    told = {"address": upload.get_absolute_url(), "first": FIRST_PART, "most": uploading.MAX_PART}
    return JsonResponse(told, status=201, headers={"Location": upload.get_absolute_url()})


@login_required
@require_http_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
@limited("upload_part")
def upload(request: HttpRequest, token: str) -> HttpResponse:
    found = get_object_or_404(
        Upload.objects.visible_to(request.user)
        .filter(expires_at__gt=timezone.now())
        .select_related("project", "file"),
        token=token,
    )
    if request.method == "PATCH":
        return _receive(request, found)
    if request.method == "HEAD":
        return _told(found, HttpResponse())
    if request.method in ("DELETE", "POST"):
        uploading.forget(upload=found, by=request.user)
    if request.method == "DELETE":
        return HttpResponse(status=204)
    return redirect("mentorship:project_files", found.project.public_id)


def _receive(request: HttpRequest, upload: Upload) -> HttpResponse:
    now = timezone.now()
    try:
        if not upload.is_whole:
            upload = uploading.receive(
                upload=upload, offset=_offset(request), data=_bytes(request), by=request.user, now=now
            )
        if not upload.is_whole:
            return _told(upload, HttpResponse(status=204))
        file = uploading.finish(upload=upload, by=request.user, now=now)
    except uploading.WrongOffset as refusal:
        return _told(upload, HttpResponse(status=409), offset=refusal.offset)
    except uploading.Gone as refusal:
        other = uploading.arrived(upload=upload)
        if other is None:
            return JsonResponse({"message": refusal.message}, status=410)
        file = other
    except DomainError as refusal:
        return _refused(refusal.message)
    html = _row(request, upload.project, file)
    return JsonResponse({"file": str(file.public_id), "html": html}, status=201)


def _offset(request: HttpRequest) -> int:
    sent = request.headers.get("Upload-Offset", "")
    if not sent.isdecimal() or len(sent) > 15:
        raise uploading.BadPart
    return int(sent)


def _bytes(request: HttpRequest) -> bytes:
    """Return what was sent, refused before it is read if it is too much."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > uploading.MAX_PART:
        raise uploading.BadPart
    return request.body


def _row(request: HttpRequest, project: Project, file: ProjectFile) -> str:
    form = FileForm(instance=file, prefix=str(file.public_id))
    context = {"project": project, "file": file, "form": form, "last": True, "first": project.files.count() == 1}
    return render_to_string("mentorship/partials/file_row.html", context, request)


def _told(upload: Upload, response: HttpResponse, offset: int | None = None) -> HttpResponse:
    response.headers["Upload-Offset"] = str(upload.offset if offset is None else offset)
    response.headers["Upload-Length"] = str(upload.size_bytes)
    return response


def _refused(message: str) -> HttpResponse:
    return JsonResponse({"message": str(message)}, status=422)
