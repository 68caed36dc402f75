"""Handing in, asking for time, looking at iterations and answering what was said about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship import comparing, reading
from mentorship.forms.peers import AppealForm, AskPeersForm
from mentorship.forms.submissions import (
    AnswerForm,
    ExtendForm,
    ExtensionAnswerForm,
    MoreTimeForm,
    SubmitForm,
    UsefulForm,
)
from mentorship.models import Extension, Feedback, NextStep, Submission
from mentorship.selectors import peers
from mentorship.selectors import reviews as questions
from mentorship.services import extensions, feedback, submissions
from mentorship.views import files
from mentorship.views.tasks import seen, task_page
from portal.core.exceptions import DomainError
from portal.core.limits import limited, sends_files
from portal.core.policy import can
from portal.core.telling import told
from portal.core.uploads import BadUpload

#: Characters of the texts of one piece that its page shows line by line.
LINES_SHOWN = 40_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def task_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in the next piece; a refusal shows the form again with all that was typed."""
    found = seen(request, public_id)
    if not can(request.user, "submit", found):
        raise Http404
    if request.method != "POST":
        return redirect(found)
    found.rubric = questions.rubric_of(found)
    form = SubmitForm(request.POST, request.FILES, task=found)
    if form.is_valid():
        try:
            submissions.submit(task=found, by=request.user, now=timezone.now(), **form.handed_in)
        except submissions.AlreadyHandedIn as refusal:
            if refusal.submission.note == form.cleaned_data["note"].strip():
                messages.info(request, refusal.message)
                return redirect(found)
            form.add_error("note", _("The form was handed in before, with other words. They stand below."))
        except (BadUpload, submissions.TooManyFiles) as refusal:
            form.add_error("files", f"{refusal.message} {_('Please choose the files again.')}")
        except submissions.Empty as refusal:
            form.add_error("note", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Handed in. You read here what they say about it."))
            return redirect(found)
    return task_page(request, seen(request, public_id), submit_form=form)


@login_required
@require_POST
def task_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    with told(request, _("Taken back. Hand it in again whenever you like.")):
        submissions.take_back(task=found, by=request.user)
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_more_time(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for more time."""
    found = seen(request, public_id)
    if request.method != "POST":
        return redirect(found)
    form = MoreTimeForm(request.POST)
    if form.is_valid():
        try:
            extensions.ask(task=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except extensions.NotLater as refusal:
            form.add_error("wanted_due_at", refusal.message)
        except DomainError as refusal:
            form.add_error("reason", refusal.message)
        else:
            messages.success(request, _("Asked. You see the answer here."))
            return redirect(found)
    return task_page(request, found, time_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_extend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give more time unasked."""
    found = seen(request, public_id)
    if request.method != "POST":
        return redirect(found)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            extensions.extend(task=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("due_at", refusal.message)
        else:
            messages.success(request, _("There is more time now."))
            return redirect(found)
    return task_page(request, found, extend_form=form)


@login_required
@require_POST
def extension_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the time that was asked for last, or not."""
    found = seen(request, public_id)
    asked = get_object_or_404(found.extensions.filter(status=Extension.Status.ASKED))
    form = ExtensionAnswerForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    grant = request.POST.get("action") == "grant"
    with told(request, _("Answered.")):
        extensions.answer(extension=asked, grant=grant, words=words, by=request.user, now=timezone.now())
    return redirect(found)


@login_required
@require_safe
def submission(request: HttpRequest, public_id: str) -> HttpResponse:
    """One piece as it was handed in, with what was said about it."""
    return piece_page(request, _piece(request, public_id))


@login_required
@require_safe
def submission_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """A piece beside an earlier one of the same task: the one before it, or `?with=` its number."""
    piece = _piece(request, public_id)
    others = [each for each in questions.iterations(piece.task, request.user) if each.number != piece.number]
    wanted = request.GET.get("with", "")
    before = [each for each in others if each.number < piece.number]
    named = [each for each in others if str(each.number) == wanted]
    other = next(iter(named or before or others), None)
    if other is None:
        raise Http404
    old, new = sorted((piece, other), key=lambda each: each.number)
    context = {
        "task": piece.task,
        "old": old,
        "new": new,
        "others": others,
        "piece": piece,
        "pairs": comparing.pairs(old.files.all(), new.files.all()),
    }
    return render(request, "mentorship/submission_compare.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def feedback_reply(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _feedback(request, public_id)
    if request.method != "POST":
        return redirect(found)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            feedback.reply(feedback=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("Your answer is with them."))
            return redirect(found)
    return piece_page(request, _piece(request, found.submission.public_id), answered=(found.pk, form))


@login_required
@require_POST
def feedback_step(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """Tick a next step off, or not any more."""
    found = _feedback(request, public_id)
    step = get_object_or_404(NextStep.objects.select_related("feedback"), feedback=found, position=position)
    is_done = request.POST.get("done") == "1"
    feedback.finish_step(step=step, is_done=is_done, by=request.user, now=timezone.now())
    messages.success(request, _("Done. Well done.") if is_done else _("It is to be done again."))
    return redirect(found)


@login_required
@require_POST
def feedback_rate(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _feedback(request, public_id)
    form = UsefulForm(request.POST)
    if form.is_valid():
        feedback.rate(feedback=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Only you see this."))
    else:
        messages.error(request, _("Choose one of the answers."))
    return redirect(found)


@login_required
@require_safe
def submission_file(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    file = get_object_or_404(questions.visible_piece_file(request.user, public_id))
    return files.answer(request, file, variant, is_public=False)


@login_required
@require_safe
def feedback_file(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    file = get_object_or_404(questions.visible_feedback_file(request.user, public_id))
    return files.answer(request, file, variant, is_public=False)


@login_required
@require_safe
def task_file(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    file = get_object_or_404(questions.visible_task_file(request.user, public_id))
    return files.answer(request, file, variant, is_public=False)


# The steps ------------------------------------------------------------------------------------------------


def _piece(request: HttpRequest, public_id: str) -> Submission:
    return get_object_or_404(questions.piece(request.user, public_id))


def _feedback(request: HttpRequest, public_id: str) -> Feedback:
    return get_object_or_404(questions.feedback_for(request.user, public_id))


def piece_page(
    request: HttpRequest,
    piece: Submission,
    *,
    answered: tuple[int, AnswerForm] | None = None,
    asked: AskPeersForm | None = None,
) -> HttpResponse:
    task = piece.task
    said = list(piece.given)  # type: ignore[attr-defined]  # prefetched: what the reader may read
    own = can(request.user, "submit", task)
    may_answer = own or can(request.user, "review", task)
    for each in said:
        is_answered = answered is not None and answered[0] == each.pk
        each.answer_form = _form_of(each, answered[1] if is_answered and answered else None, may_answer)
        each.useful_form = UsefulForm(initial={"usefulness": each.usefulness}, auto_id=f"useful{each.pk}_%s")
    context = {
        "piece": piece,
        "task": task,
        "said": said,
        "shown": shown_files(piece, said),
        "is_own": own,
        "may_review": task.is_waiting and piece.number == task.iteration and can(request.user, "review", task),
        **peers_of_piece(request, piece, asked),
    }
    return render(request, "mentorship/submission.html", context)


def peers_of_piece(request: HttpRequest, piece: Submission, asked: AskPeersForm | None) -> dict[str, Any]:
    """What the page of a piece says of peers: the round, what they said, and a form for who may ask them."""
    found = peers.round_of(request.user, piece)
    may_ask = found is None and can(request.user, "review", piece.task)
    said = list(found.said) if found else []  # type: ignore[attr-defined]  # prefetched: what the reader may read
    for each in said:
        each.useful_form = UsefulForm(initial={"usefulness": each.usefulness}, auto_id=f"peer{each.pk}_%s")
        each.appeal_form = AppealForm(auto_id=f"appeal{each.pk}_%s")
    return {"round": found, "of_peers": said, "ask_form": (asked or AskPeersForm()) if may_ask else None}


def _form_of(each: Feedback, sent: AnswerForm | None, may_answer: bool) -> AnswerForm | None:
    return sent or (AnswerForm(auto_id=f"answer{each.pk}_%s") if may_answer else None)


def shown_files(piece: Submission, said: list[Feedback]) -> list[dict[str, Any]]:
    """Return each file of `piece` with its lines, if it has some, and with the notes at its places, numbered."""
    room, shown = LINES_SHOWN, []
    for file in piece.files.all():
        marks = [mark for each in said for mark in each.marks.all() if mark.file_id == file.pk]
        for number, mark in enumerate(marks, start=1):
            mark.number = number  # type: ignore[attr-defined]  # for the template only
        lines = reading.numbered(file, room) if file.is_words and room > 0 else []
        room -= file.size_bytes if file.is_words else 0
        of_marks = {at for mark in marks if mark.first_line for at in range(mark.first_line, mark.last_line + 1)}
        numbered = [(at, line, at in of_marks) for at, line in enumerate(lines, start=1)]
        shown.append({"file": file, "lines": numbered, "marks": marks, "is_cut": file.is_words and room < 0})
    return shown
