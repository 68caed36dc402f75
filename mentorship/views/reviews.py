"""Looking at pieces: the queue, the page on which feedback is written, and the comment bank."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.reviews import CommentForm, QueueForm, ReviewForm
from mentorship.models import Feedback, SavedComment, Submission
from mentorship.permissions import can_confirm_levels
from mentorship.selectors import reviews as questions
from mentorship.services import claims, feedback, review_files, reviews
from mentorship.views.submissions import shown_files
from portal.core.exceptions import DomainError
from portal.core.limits import limited, sends_files
from portal.core.policy import can

COMMENTS_PER_PAGE = 50
#: Of the comment bank, how many stand beside the form.
OFFERED = 40


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for feedback, longest waiting first."""
    form = _filters(request)
    now, chosen = timezone.now(), form.chosen
    rows = questions.waiting_for(request.user, now=now, **chosen)
    page, following = questions.queue_page(rows, request.user, questions.Place.read(request.GET.get("after", "")))
    context = {
        "filters": form,
        "is_filtered": bool(chosen),
        "rows": [_row(each, request.user, now) for each in page],
        "count": rows.count(),
        "is_later_page": "after" in request.GET,
        "query": _query(request),
        "following": f"?{_query(request, after=str(following))}" if following else "",
        "drafts": list(questions.drafts_of(request.user)[:50]),
        "asking": list(questions.asking_for_time(request.user)[:50]),
    }
    return render(request, "mentorship/review_queue.html", context)


def _row(task: Any, reviewer: Any, now: Any) -> dict[str, Any]:
    days = (now - task.submitted_at).days
    return {
        "task": task,
        "days": days,
        "tone": "madder" if days >= 7 else "weld" if days >= 3 else "moss",
        "is_held": task.is_claimed_by_other(reviewer, now=now),
        "is_mine": task.is_claimed_by(reviewer, now=now),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what one thinks of a piece: kept as a draft, released, and deciding what follows."""
    piece = _piece(request, public_id)
    draft = questions.draft_of(piece, request.user)
    if request.method != "POST":
        return _page(request, piece, draft, _form(piece, draft))
    form = _form(piece, draft, request.POST, request.FILES)
    if form.is_valid() and (done := _save(request, piece, form)) is not None:
        return done
    return _page(request, piece, questions.draft_of(piece, request.user), form)


def _save(request: HttpRequest, piece: Submission, form: ReviewForm) -> HttpResponse | None:
    """Keep the draft and perhaps release it; or say in the form why not, and return nothing."""
    values = {"submission": piece, "by": request.user, "now": timezone.now()}
    try:
        draft = reviews.save_draft(
            words=form.words, seen_version=form.cleaned_data["version"], tab=form.cleaned_data["tab"], **values
        )
    except reviews.Changed as refusal:
        form.standing = refusal.standing  # type: ignore[attr-defined]  # for the template: both texts stand there
        form.show_standing(refusal.standing.version if refusal.standing else 0)
        form.add_error(None, refusal.message)
        return None
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return None
    if not _enclose(request, draft, form):
        return None
    if request.POST.get("action") != "release":
        messages.success(request, _("Your draft is kept. Only you see it."))
        return redirect(_here(request, piece))
    try:
        said = reviews.release(seen_version=draft.version, **values)
    except DomainError as refusal:
        form.show_standing(draft.version)
        fields = {reviews.NoWords: "overall", reviews.NoNextStep: "step-1"}
        form.add_error(fields.get(type(refusal)), refusal.message)
        return None
    messages.success(request, _released_words(said))
    return redirect(_next(request, piece, said))


def _enclose(request: HttpRequest, draft: Feedback, form: ReviewForm) -> bool:
    """Put what was chosen to the draft, and take away what is to go; or say in the form why not."""
    chosen, gone = form.cleaned_data["enclosed"], form.removed
    try:
        if gone:
            review_files.remove(feedback=draft, files=gone, by=request.user, now=timezone.now())
        if chosen:
            review_files.add(feedback=draft, files=chosen, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.show_standing(draft.version)
        form.add_error("enclosed", f"{refusal.message} {_('Please choose the files again.')}")
        return False
    return True


def _next(request: HttpRequest, piece: Submission, said: Feedback) -> str:
    """Return where to go on: to the task where a level is offered once it is approved, or to the next piece."""
    is_approved = said.outcome == Feedback.Outcome.APPROVED
    if is_approved and piece.task.skill and can_confirm_levels(request.user, piece.task.participant):
        return piece.task.get_absolute_url()
    return _after(request, piece)


def _released_words(said: Feedback) -> str:
    name = {"name": said.submission.task.participant.display_name}
    if said.outcome == Feedback.Outcome.APPROVED:
        return _("Approved. %(name)s reads it now.") % name
    if said.outcome == Feedback.Outcome.REVISION:
        return _("Released. %(name)s reads it now, and revises the piece.") % name
    return _("Released. %(name)s reads it now; what follows you decide later.") % name


@login_required
@require_POST
def review_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide what follows on feedback that was released without a decision."""
    piece = _piece(request, public_id)
    decide = reviews.approve if request.POST.get("action") == "approve" else reviews.ask_revision
    try:
        said = decide(submission=piece, by=request.user, now=timezone.now(), seen_version=0)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(_here(request, piece))
    messages.success(request, _released_words(said))
    return redirect(_next(request, piece, said))


@login_required
@require_POST
def review_draft(request: HttpRequest, public_id: str) -> JsonResponse:
    """Keep a draft while it is typed, and answer with its version; what cannot be kept is told in words."""
    piece = _piece(request, public_id)
    form = _form(piece, None, request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": _("Something in the form cannot be kept yet.")}, status=422)
    try:
        draft = reviews.save_draft(
            submission=piece,
            words=form.words,
            by=request.user,
            now=timezone.now(),
            seen_version=form.cleaned_data["version"],
            tab=form.cleaned_data["tab"],
        )
    except reviews.Changed as refusal:
        return JsonResponse({"problem": refusal.message, "is_conflict": True}, status=409)
    except DomainError as refusal:
        return JsonResponse({"problem": refusal.message}, status=422)
    time = timezone.localtime(draft.updated_at).strftime("%H:%M:%S")
    return JsonResponse({"version": draft.version, "kept": _("Kept at %(time)s") % {"time": time}})


@login_required
@require_POST
def review_claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let nobody else look at it for half an hour, or leave it to others."""
    piece = _piece(request, public_id)
    try:
        if request.POST.get("action") == "leave":
            claims.leave(task=piece.task, by=request.user)
            messages.success(request, _("Left to others. Your draft stays."))
            return redirect(f"{reverse('mentorship:review_queue')}?{_query(request)}")
        claims.claim(task=piece.task, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is yours for half an hour; what you save makes it last."))
    return redirect(_here(request, piece))


@login_required
@require_POST
def review_release(request: HttpRequest) -> HttpResponse:
    """Release several drafts at once; each does what it decides."""
    chosen = questions.drafts_of(request.user).filter(public_id__in=request.POST.getlist("draft")[:50])
    released, refused = reviews.release_all(drafts=chosen, by=request.user, now=timezone.now())
    if released:
        words = ngettext("%(n)s feedback is released.", "%(n)s pieces of feedback are released.", len(released))
        messages.success(request, words % {"n": len(released)})
    for draft, refusal in refused:
        messages.error(request, f"{draft.submission.task.title}: {refusal.message}")
    if not released and not refused:
        messages.error(request, _("Choose at least one draft."))
    return redirect("mentorship:review_queue")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_comments(request: HttpRequest) -> HttpResponse:
    """The own comment bank."""
    form = CommentForm(request.POST or None)
    if request.method == "POST" and (number := request.POST.get("forget")):
        return _forget(request, number)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.save_comment(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("Kept for the next time."))
            return redirect("mentorship:saved_comments")
    page = Paginator(questions.comments_of(request.user), COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/saved_comments.html", {"form": form, "page_obj": page})


# The steps ------------------------------------------------------------------------------------------------


def _forget(request: HttpRequest, number: str) -> HttpResponse:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    own = SavedComment.objects.visible_to(request.user)
    feedback.forget_comment(comment=get_object_or_404(own, pk=int(number)), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("mentorship:saved_comments")


def _piece(request: HttpRequest, public_id: str) -> Submission:
    """Return a piece that the reader may look at; for everybody else there is none."""
    piece = get_object_or_404(questions.piece(request.user, public_id))
    if not can(request.user, "review", piece.task):
        raise Http404
    return piece


def _form(piece: Submission, draft: Feedback | None, data: Any = None, sent: Any = None) -> ReviewForm:
    if draft is not None and draft.is_released:
        draft = None
    rubric, files = questions.rubric_of(piece.task), list(piece.files.all())
    return ReviewForm(data, sent, rubric=rubric, files=files, draft=draft)


def _page(request: HttpRequest, piece: Submission, own: Feedback | None, form: ReviewForm) -> HttpResponse:
    task, now = piece.task, timezone.now()
    said = list(piece.given)  # type: ignore[attr-defined]  # prefetched: what the reader may read
    rows = {each.file.pk: each for each in form.file_rows}
    shown = [{**each, "rows": rows[each["file"].pk]} for each in shown_files(piece, [])]
    queued = questions.waiting_for(request.user, now=now, **_filters(request).chosen)
    before, after = questions.neighbours(queued, task)
    is_current = task.is_waiting and piece.number == task.iteration
    context = {
        "piece": piece,
        "task": task,
        "form": form,
        "own": own,
        "said": said,
        "shown": shown,
        "earlier": [each for each in questions.iterations(task, request.user) if each.number != piece.number],
        # Words that came too late stand in the form still: whoever wrote them may want to keep them elsewhere.
        "can_write": form.is_bound or (is_current and not (own and own.is_released)),
        "can_decide": bool(is_current and own and own.is_released),
        "is_held": task.is_claimed_by_other(request.user, now=now),
        "is_mine": task.is_claimed_by(request.user, now=now),
        "comments": list(questions.comments_of(request.user, task.skill)[:OFFERED]),
        "before": before,
        "after": after,
        "query": _query(request),
    }
    return render(request, "mentorship/review.html", context)


def _filters(request: HttpRequest) -> QueueForm:
    people, skills = questions.people_waiting(request.user), questions.skills_waiting(request.user)
    return QueueForm(request.GET, people=people, skills=skills)


def _query(request: HttpRequest, **more: str) -> str:
    """Return how the queue is narrowed, for addresses that lead on in it."""
    kept = {name: request.GET[name][:80] for name in ("person", "skill", "show") if request.GET.get(name)}
    return urlencode({**kept, **more})


def _here(request: HttpRequest, piece: Submission) -> str:
    query = _query(request)
    return reverse("mentorship:review", args=[piece.public_id]) + (f"?{query}" if query else "")


def _after(request: HttpRequest, piece: Submission) -> str:
    """Return where to go on: the next piece in the queue, or the queue."""
    queued = questions.waiting_for(request.user, now=timezone.now(), **_filters(request).chosen)
    _before, after = questions.neighbours(queued, piece.task)
    query = _query(request)
    there = reverse("mentorship:review", args=[after]) if after else reverse("mentorship:review_queue")
    return there + (f"?{query}" if query else "")
