"""Who accompanies whom, for coordinators."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship import selectors
from mentorship.forms import PairingForm
from mentorship.services import pairings
from portal.core.exceptions import DomainError

PER_PAGE = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_list(request: HttpRequest) -> HttpResponse:
    """Everybody who is paired now, and a form that pairs two people."""
    person = request.GET.get("person", "")[:40]
    wish = {"mentor": person, "participant": person}  # whichever list does not hold the person stays open
    form = PairingForm(request.POST) if request.method == "POST" else PairingForm(initial=wish)
    if request.method == "POST" and form.is_valid():
        try:
            pairings.begin(**form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("They are paired now."))
            return redirect("mentorship:pairings")
    page = Paginator(selectors.current_pairings(request.user, person), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "is_filtered": bool(person)}
    return render(request, "mentorship/pairings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_end(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        pairing = get_object_or_404(selectors.current_pairings(request.user), pk=pk)
        pairings.end(pairing=pairing, by=request.user, now=timezone.now())
        names = {"mentor": pairing.mentor, "participant": pairing.participant}
        messages.success(request, _("%(mentor)s no longer accompanies %(participant)s.") % names)
    return redirect("mentorship:pairings")
