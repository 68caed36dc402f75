"""Holding pieces against one another, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.comparisons import VerdictForm
from mentorship.models import Preference, Submission
from mentorship.permissions.comparisons import can_read_results
from mentorship.reading import readings
from mentorship.selectors import comparisons as questions
from mentorship.services import comparisons
from mentorship.views import files
from portal.core.exceptions import DomainError

PER_PAGE = 20
LETTERS = ("A", "B")


@login_required
@require_safe
def comparison_home(request: HttpRequest) -> HttpResponse:
    """How many pairs wait, what one has said, and how one rated oneself beside one's mentors."""
    said = Paginator(questions.said_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": questions.waiting_for(request.user).count(),
        "page_obj": said,
        "gaps": questions.gaps(request.user),
        "sees_results": can_read_results(request.user),
    }
    return render(request, "mentorship/comparisons.html", context)


@login_required
@require_POST
def comparison_draw(request: HttpRequest) -> HttpResponse:
    return _next(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, public_id: str) -> HttpResponse:
    """The two pieces side by side, and the question which is better."""
    drawn = _drawn(request, public_id)
    if drawn.answered_at:
        messages.info(request, comparisons.AlreadyAnswered.message)
        return redirect("mentorship:comparisons")
    sent = request.POST if request.method == "POST" else None
    form = VerdictForm(sent, criteria=questions.criteria_of(drawn.comparison))
    if request.method == "POST" and form.is_valid() and _answer(request, form, drawn):
        return _next(request)
    sides = [_side(drawn, letter, piece) for letter, piece in zip(LETTERS, drawn.sides, strict=True)]
    return render(request, "mentorship/comparison.html", {"drawn": drawn, "form": form, "sides": sides})


@login_required
@require_safe
def comparison_file(request: HttpRequest, public_id: str, file_id: UUID, variant: str) -> HttpResponseBase:
    """A file of a pair that was drawn for the reader."""
    file = questions.file_of(_drawn(request, public_id), file_id)
    if file is None:
        raise Http404
    file.filename = ""  # may hold a name
    return files.answer(request, file, variant, is_public=False)


@login_required
@require_safe
def comparison_results(request: HttpRequest) -> HttpResponse:
    """What was said about all pairs, how far people agree, and how they rate themselves."""
    context = {
        "page_obj": Paginator(questions.results(), PER_PAGE).get_page(request.GET.get("page")),
        "agreements": questions.agreements(),
        "raters": questions.raters(),
        "gaps": questions.gaps(),
    }
    return render(request, "mentorship/comparison_results.html", context)


@login_required
@require_safe
def comparison_result(request: HttpRequest, public_id: str) -> HttpResponse:
    found = questions.result(public_id)
    if found is None:
        raise Http404
    pair, said = found
    return render(request, "mentorship/comparison_result.html", {"pair": pair, "said": said})


def _drawn(request: HttpRequest, public_id: str) -> Preference:
    drawn = questions.to_show(request.user, public_id)
    if drawn is None:
        raise Http404
    return drawn


def _next(request: HttpRequest) -> HttpResponse:
    """Lead to the next pair, or back if there is none."""
    try:
        drawn = comparisons.draw(by=request.user, rng=SystemRandom(), now=timezone.now())
    except comparisons.NothingToCompare as refusal:
        messages.info(request, refusal.message)
        return redirect("mentorship:comparisons")
    return redirect(drawn)


def _answer(request: HttpRequest, form: VerdictForm, drawn: Preference) -> bool:
    """Say what the form says, or tell in it why not."""
    try:
        comparisons.answer(
            preference=drawn,
            side=form.cleaned_data["side"],
            reason=form.cleaned_data["reason"],
            criteria=form.by_criterion,
            by=request.user,
            now=timezone.now(),
        )
    except comparisons.NoReason as refusal:
        form.add_error("reason", refusal.message)
    except DomainError as refusal:
        form.add_error("side", refusal.message)
    else:
        messages.success(request, _("Thank you, noted."))
        return True
    return False


def _side(drawn: Preference, letter: str, piece: Submission) -> dict[str, Any]:
    """What the page shows of one side. Its files have addresses that lead through this pair."""
    return {"letter": letter, "note": piece.note, "files": nameless_files(piece, partial(_address, drawn))}


def nameless_files(piece: Submission, address: Callable[..., str]) -> list[tuple[Any, Any]]:
    """Return the files of `piece`, each with what can be read of it; `address` of a file's id leads to it."""
    shown = list(piece.files.all())
    for file in shown:
        file.url = partial(address, file.public_id)  # type: ignore[method-assign]
    texts = readings(shown)  # type: ignore[arg-type]  # it asks for what every kept file has
    return [(file, texts.get(file.pk)) for file in shown]


def _address(drawn: Preference, file_id: UUID, variant: str = "original") -> str:
    return reverse("mentorship:comparison_file", args=[drawn.public_id, file_id, variant])
