"""The hall of recognition, and giving badges by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leaderboard import credentials, selectors
from leaderboard.forms import RevokeForm
from leaderboard.forms_badges import AwardForm, WhoForm
from leaderboard.models import BadgeAward
from leaderboard.selectors import recognition
from leaderboard.services import badges
from portal.core.exceptions import DomainError

PER_PAGE = 24


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """Who has earned what lately, as far as they show it to everybody."""
    page = recognition.pages_of_hall(PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "leaderboard/hall.html", {"page_obj": page, "awards": page.object_list})


@login_required
@require_safe
def badge_token(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own badge as the token that wallets and employers take in."""
    own = selectors.own_badges(request.user).select_related("user")
    award = get_object_or_404(own, badge__slug=slug)
    response = HttpResponse(credentials.badge_token(award), content_type="application/jwt")
    response.headers["Content-Disposition"] = f'attachment; filename="badge-{award.badge.slug}.jwt"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award(request: HttpRequest) -> HttpResponse:
    """Give a badge to one or to many, and see what was given."""
    who = WhoForm(request.GET, by=request.user)
    data = request.POST if request.method == "POST" else None
    form = AwardForm(data, by=request.user, narrowed=who.narrowed)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "people": list(form.cleaned_data["people"])}
        try:
            number = badges.award_several(**given, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("evidence" if isinstance(refusal, badges.NoGround) else "people", refusal.message)
        else:
            words = ngettext("%(n)s person has the badge now.", "%(n)s people have the badge now.", number)
            messages.success(request, words % {"n": number})
            return redirect("leaderboard:award")
    return _page(request, who, form)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take away a badge that one gave."""
    found = get_object_or_404(recognition.given_by(request.user), pk=number)
    form = RevokeForm(request.POST, auto_id=_ids(found))
    if form.is_valid():
        try:
            badges.revoke(award=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("reason", refusal.message)
        else:
            messages.success(request, _("The badge is taken away."))
            return redirect("leaderboard:award")
    who = WhoForm({}, by=request.user)
    return _page(request, who, AwardForm(by=request.user, narrowed=who.narrowed), refused=(found, form))


def _page(
    request: HttpRequest, who: WhoForm, form: AwardForm, refused: tuple[BadgeAward, RevokeForm] | None = None
) -> HttpResponse:
    page = Paginator(recognition.given_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows: list[tuple[BadgeAward, Any]] = [
        (each, refused[1] if refused and refused[0].pk == each.pk else RevokeForm(auto_id=_ids(each)))
        for each in page
    ]
    context = {"who": who, "form": form, "page_obj": page, "rows": rows}
    return render(request, "leaderboard/award.html", context)


def _ids(award: BadgeAward) -> str:
    """Each form of the page has fields of its own."""
    return f"award-{award.pk}-%s"
