"""A person's own skills."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship import selectors
from mentorship.forms import AddSkillForm, LevelForm
from mentorship.services import skills
from portal.core.exceptions import DomainError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_skills(request: HttpRequest) -> HttpResponse:
    form = AddSkillForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            skills.set_own_level(user=request.user, skill=form.cleaned_data["skill"], level=0, by=request.user)
        except DomainError as refusal:
            form.add_error("skill", refusal.message)
        else:
            return redirect("mentorship:my_skills")
    rows = [(held, LevelForm(held=held)) for held in selectors.own_skills(request.user)]
    return render(request, "mentorship/my_skills.html", {"form": form, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_skill(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the level of one own skill, or remove it; merely looked at, lead to all of them."""
    if request.method != "POST":
        return redirect("mentorship:my_skills")
    held = get_object_or_404(selectors.own_skills(request.user), skill__slug=slug)
    if request.POST.get("action") == "remove":
        skills.remove_own(user=request.user, skill=held.skill, by=request.user)
        return redirect("mentorship:my_skills")
    form = LevelForm(request.POST, held=held)
    if form.is_valid():
        skills.set_own_level(
            user=request.user, skill=held.skill, level=form.cleaned_data["level"], by=request.user
        )
    else:
        messages.error(request, _("This skill has no such level."))
    return redirect("mentorship:my_skills")
