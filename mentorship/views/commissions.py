"""Asking makers for something, and what they answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.forms import AnswerForm, AskForm
from mentorship.models import Commission, Project
from mentorship.permissions import can_ask_for
from mentorship.services import commissions
from portal.core.exceptions import DomainError
from portal.core.limits import limited

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("commission")
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("owner"), public_id=public_id
    )
    if not can_ask_for(request.user, project):
        raise Http404
    form = AskForm(request.POST or None, asker=request.user)
    if request.method == "POST" and form.is_valid():
        if form.is_by_machine:
            return _asked(request, project)  # whoever fills the field that nobody sees need not learn it
        try:
            commissions.ask(project=project, by=request.user, **form.words)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _asked(request, project)
    return render(request, "mentorship/commission_ask.html", {"form": form, "project": project})


def _asked(request: HttpRequest, project: Project) -> HttpResponse:
    words = _("Your request is on its way to %(name)s. The answer comes by e-mail.")
    messages.success(request, words % {"name": project.owner.display_name})
    return redirect(project)


@login_required
@require_safe
def commission_list(request: HttpRequest) -> HttpResponse:
    rows = Commission.objects.visible_to(request.user).select_related("project", "maker").newest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/commission_list.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def commission(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = Commission.objects.visible_to(request.user).select_related("project", "maker", "asker")
    found = get_object_or_404(mine, public_id=public_id)
    is_mine_to_answer = found.maker_id == request.user.pk and not found.is_answered
    form = AnswerForm(request.POST or None) if is_mine_to_answer else None
    if request.method == "POST" and (form is None or form.is_valid()):
        words = form.cleaned_data["answer"] if form else ""
        try:
            commissions.answer(commission=found, by=request.user, answer=words, now=timezone.now())
        except commissions.AlreadyAnswered as refusal:
            messages.info(request, refusal.message)
        else:
            messages.success(request, _("Your answer is on its way."))
        return redirect(found)
    return render(request, "mentorship/commission.html", {"commission": found, "form": form})
