"""A person's own badges."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leaderboard import progress, selectors
from leaderboard.selectors import recognition
from leaderboard.services import badges

PER_PAGE = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_badges(request: HttpRequest) -> HttpResponse:
    """Show what one holds, each with a button that hides it or shows it again, and what is within reach."""
    own = selectors.own_badges(request.user)
    if request.method == "POST":
        award = get_object_or_404(own, badge__slug=request.POST.get("badge", "").replace("\0", ""))
        badges.show(award=award, shown=request.POST.get("action") == "show", by=request.user)
        return redirect(request.get_full_path())
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    wanted = list(selectors.within_reach(request.user))
    recognition.count_holders([*(award.badge for award in page.object_list), *wanted])
    context = {"page_obj": page, "awards": page.object_list, "wanted": wanted}
    context["ways"] = progress.ways(request.user)
    return render(request, "leaderboard/my_badges.html", context)
