"""Words and signs about works: given on the work's page, looked at on a page of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.notes import NoteAnswerForm, SignForm, WorkNoteForm
from mentorship.models import Project, WorkNote
from mentorship.permissions.notes import can_sign, can_write_about
from mentorship.selectors import notes as questions
from mentorship.services import notes
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("comment")
def note_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say three sentences about a work; what was typed comes back with what is missing."""
    project = _public(request, public_id)
    if not can_write_about(request.user, project):
        raise Http404
    form = WorkNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            note = notes.write(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            if note.is_shown:
                messages.success(request, _("Your words stand below the work."))
            else:
                messages.success(request, _("Thank you. Its maker looks at it first."))
            return redirect(note)
    return render(request, "mentorship/note_write.html", {"form": form, "project": project})


@login_required
@require_POST
@limited("comment")
def work_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    project = _public(request, public_id)
    form = SignForm(request.POST)
    if not (form.is_valid() and can_sign(request.user, project)):
        raise Http404
    notes.sign(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
    return redirect(f"{project.get_absolute_url()}#said")


@login_required
@require_safe
def note_list(request: HttpRequest) -> HttpResponse:
    """What waits for one's eyes, what others said about one's works, and what one said oneself."""
    context = {
        "waiting": questions.to_decide(request.user)[:PER_PAGE],
        "page_obj": Paginator(questions.received(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "given": questions.given(request.user)[:PER_PAGE],
        "form": NoteAnswerForm(auto_id=False),
    }
    return render(request, "mentorship/notes.html", context)


@login_required
@require_POST
def note_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _note(request, public_id, "decide")
    notes.decide(note=found, show="show" in request.POST, by=request.user)
    return redirect("mentorship:notes")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether it helped, and thank for it."""
    found = _note(request, public_id, "answer")
    said = {"usefulness": found.usefulness, "thanks": found.thanks}
    form = NoteAnswerForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        notes.answer(note=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("They see it now."))
        return redirect(found)
    return render(request, "mentorship/note_answer.html", {"form": form, "note": found})


@login_required
@require_POST
def note_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _note(request, public_id, "delete")
    notes.take_back(note=found, by=request.user)
    messages.success(request, _("It is gone."))
    return redirect("mentorship:notes")


def _public(request: HttpRequest, public_id: str) -> Project:
    public = Project.objects.public().visible_to(request.user).select_related("owner")
    return get_object_or_404(public, public_id=public_id)


def _note(request: HttpRequest, public_id: str, action: str) -> WorkNote:
    """The note that the reader sees and may do `action` to. Raises Http404."""
    seen = WorkNote.objects.visible_to(request.user).select_related("project__owner", "author")
    found = get_object_or_404(seen, public_id=public_id)
    if not can(request.user, action, found):
        raise Http404
    return found
