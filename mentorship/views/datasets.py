"""Taking along what people agreed to give away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentorship.forms.comparisons import KindsForm
from mentorship.services import feedback_exports
from portal.core.exceptions import DomainError
from portal.core.limits import limited


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("export")
def feedback_export(request: HttpRequest) -> HttpResponseBase:
    """Say what is given away, and give it as a zip file."""
    form = KindsForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "mentorship/feedback_export.html", {"form": form})
    now = timezone.now()
    try:
        archive = feedback_exports.build(by=request.user, now=now, kinds=form.cleaned_data["kinds"])
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("mentorship:feedback_export")
    name = f"feedback-{timezone.localdate(now).isoformat()}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response
