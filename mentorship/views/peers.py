"""Peers: asking them, looking at what they made, and what is done with what they say."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.peers import AppealForm, AskPeersForm, PeerReviewForm
from mentorship.forms.submissions import UsefulForm
from mentorship.models import PeerReview, PeerRound, Submission
from mentorship.selectors import peers as questions
from mentorship.selectors import reviews as pieces
from mentorship.services import peers
from mentorship.views import files
from mentorship.views.comparisons import nameless_files
from mentorship.views.submissions import piece_page
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can
from portal.core.telling import told

PER_PAGE = 20


@login_required
@require_safe
def peer_home(request: HttpRequest) -> HttpResponse:
    """The pieces that one is asked to look at, and what one said of others."""
    context = {
        "waiting": list(questions.to_do(request.user)[:PER_PAGE]),
        "page_obj": Paginator(questions.given_by(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "has_agreed": questions.agreed().filter(pk=request.user.pk).exists(),
    }
    return render(request, "mentorship/peers.html", context)


@login_required
@require_safe
def peer_rounds(request: HttpRequest) -> HttpResponse:
    """Whom one's participants' peers were asked about, who judges oddly, and what was called unfair."""
    context = {
        "page_obj": Paginator(questions.rounds_for(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "peers": questions.peers(request.user),
    }
    return render(request, "mentorship/peer_rounds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def peer_review(request: HttpRequest, public_id: str) -> HttpResponse:
    """A piece without a name, and what a peer says of it: kept as a draft, or given."""
    review = _of_reviewer(request, public_id)
    rubric = pieces.rubric_of(review.round.submission.task)
    if request.method != "POST":
        return _page(request, review, PeerReviewForm(review=review, rubric=rubric))
    form = PeerReviewForm(request.POST, review=review, rubric=rubric)
    if form.is_valid() and _say(request, review, form):
        return redirect("mentorship:peers" if request.POST.get("action") == "give" else review)
    return _page(request, review, form)


def _say(request: HttpRequest, review: PeerReview, form: PeerReviewForm) -> bool:
    """Keep the words, and perhaps give them; or say in the form why not."""
    try:
        kept = peers.save(
            review=review, words=form.words, by=request.user, seen_version=form.cleaned_data["version"]
        )
        form.show_version(kept.version)
        if request.POST.get("action") == "give":
            peers.give(review=kept, by=request.user, now=timezone.now())
            messages.success(request, _("Thank you. Its maker reads it now."))
        else:
            messages.success(request, _("Your draft is kept. Only you see it."))
    except peers.NoWords as refusal:
        form.add_error("tried" if form.cleaned_data["noticed"].strip() else "noticed", refusal.message)
        return False
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _page(request: HttpRequest, review: PeerReview, form: PeerReviewForm) -> HttpResponse:
    task, piece = review.round.submission.task, review.round.submission
    is_shown = questions.shows_piece(review)
    context = {
        "review": review,
        "task": task,
        "form": form,
        "is_shown": is_shown,
        "files": nameless_files(piece, partial(_address, review)) if is_shown else [],
        # Words that came too late stand in the form still: whoever wrote them may want to keep them elsewhere.
        "can_write": form.is_bound or (is_shown and not review.is_given),
    }
    return render(request, "mentorship/peer_review.html", context)


def _address(review: PeerReview, file_id: UUID, variant: str = "original") -> str:
    return reverse("mentorship:peer_file", args=[review.public_id, file_id, variant])


@login_required
@require_safe
def peer_file(request: HttpRequest, public_id: str, file_id: UUID, variant: str) -> HttpResponseBase:
    """A file of a piece that the reader was asked to look at."""
    file = questions.file_of(_of_reviewer(request, public_id), file_id)
    if file is None:
        raise Http404
    file.filename = ""  # may hold a name
    return files.answer(request, file, variant, is_public=False)


@login_required
@require_POST
def peer_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    with told(request, _("Somebody else is asked instead.")):
        peers.decline(review=_of_reviewer(request, public_id), by=request.user)
    return redirect("mentorship:peers")


@login_required
@require_POST
def peer_rate(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _readable(request, public_id)
    form = UsefulForm(request.POST)
    if form.is_valid():
        return _do(request, found, partial(peers.rate, **form.cleaned_data), _("Thank you."))
    messages.error(request, _("Choose one of the answers."))
    return redirect(found.round.submission)


@login_required
@require_POST
@limited("message")
def peer_appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _readable(request, public_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        call = partial(peers.appeal, now=timezone.now(), **form.cleaned_data)
        return _do(request, found, call, _("Your mentor decides about it."))
    messages.error(request, peers.NoReason.message)
    return redirect(found.round.submission)


@login_required
@require_POST
def peer_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a review stay that was called unfair, or set it aside."""
    is_kept = request.POST.get("action") == "keep"
    return _do(request, _readable(request, public_id), partial(peers.decide, is_kept=is_kept), _("Decided."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def peer_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask peers about a piece."""
    piece = _piece(request, public_id)
    if request.method != "POST":
        return redirect(piece)
    form = AskPeersForm(request.POST)
    if form.is_valid():
        try:
            peers.ask(submission=piece, by=request.user, now=timezone.now(), **form.cleaned_data)
        except peers.DayIsPast as refusal:
            form.add_error("due_date", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Asked. What they say stands here as soon as they say it."))
            return redirect(piece)
    return piece_page(request, piece, asked=form)


@login_required
@require_POST
def peer_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask nobody about a piece any more."""
    piece = _piece(request, public_id)
    peers.close(peer_round=get_object_or_404(PeerRound, submission=piece), by=request.user, now=timezone.now())
    messages.success(request, _("Nobody is asked any more. What was said stays."))
    return redirect(piece)


# The steps ------------------------------------------------------------------------------------------------


def _do(request: HttpRequest, review: PeerReview, call: Any, words: str) -> HttpResponse:
    with told(request, words):
        call(review=review, by=request.user)
    return redirect(review.round.submission)


def _of_reviewer(request: HttpRequest, public_id: str) -> PeerReview:
    found = questions.of_reviewer(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _readable(request: HttpRequest, public_id: str) -> PeerReview:
    found = questions.readable(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _piece(request: HttpRequest, public_id: str) -> Submission:
    piece = get_object_or_404(pieces.piece(request.user, public_id))
    if not can(request.user, "review", piece.task):
        raise Http404
    return piece
