"""Mails that somebody has to look at, for operators."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from messaging.models import OutgoingMail
from messaging.selectors import mails as questions
from messaging.services import mails
from portal.core.exceptions import DomainError

PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dead(request: HttpRequest) -> HttpResponse:
    """What was given up or cut off, and how many wait; a POST lets one go again."""
    rows = questions.dead(request.user)
    if request.method == "POST":
        number = request.POST.get("mail", "")
        mail = get_object_or_404(rows, pk=number if number.isdecimal() and len(number) < 18 else 0)
        try:
            mails.try_again(mail=mail, by=request.user, now=timezone.now())
        except DomainError as refusal:
            notes.error(request, refusal.message)
        else:
            notes.success(request, _("It goes out with the next turn of the queue."))
        return redirect("messaging:dead_mails")
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count(),
    }
    return render(request, "messaging/dead_mails.html", context)
