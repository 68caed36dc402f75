"""What a mentor confirms about somebody whom they accompany."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship import selectors
from mentorship.forms import ConfirmForm
from mentorship.forms.submissions import LevelForm
from mentorship.models import LevelConfirmation
from mentorship.permissions import can_confirm_levels
from mentorship.selectors import growth as questions
from mentorship.services import confirmations
from mentorship.views.tasks import seen, task_page
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.exceptions import DomainError, NotAllowed
from portal.core.telling import told


@login_required
@require_safe
def levels(request: HttpRequest, handle: str) -> HttpResponse:
    """Show the skills that somebody names, and what was confirmed."""
    return _page(request, _person(request, handle))


@login_required
@require_safe
def growth(request: HttpRequest, handle: str = "") -> HttpResponse:
    """Show how somebody whom one accompanies has come along, or oneself."""
    person = _person(request, handle) if handle else request.user
    said = list(questions.history(person))
    context = {
        "person": person,
        "is_own": person == request.user,
        "said": said,
        "chart": questions.as_chart(said),
        "crafts": questions.tree(person),
    }
    return render(request, "mentorship/growth.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    person = _person(request, handle)
    held = get_object_or_404(selectors.own_skills(person), skill__slug=slug)
    form = ConfirmForm(request.POST, held=held)
    if not form.is_valid():
        return _page(request, person, form, slug)
    try:
        confirmations.confirm(
            user=person, skill=held.skill, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        form.add_error("evidence", refusal.message)
        return _page(request, person, form, slug)
    messages.success(request, _("Confirmed. It stands on their pages with your name."))
    return redirect("mentorship:confirm_levels", handle)


@login_required
@require_POST
def task_level(request: HttpRequest, public_id: str) -> HttpResponse:
    """Vouch that an approved piece shows a level of the skill that it practised."""
    task = seen(request, public_id)
    piece = get_object_or_404(task.submissions, number=task.iteration)
    form = LevelForm(request.POST, skill=task.skill)
    if form.is_valid():
        try:
            confirmations.raise_level(submission=piece, by=request.user, now=timezone.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error("level", refusal.message)
        else:
            messages.success(request, _("Confirmed. It stands on their pages with your name."))
            return redirect(task)
    return task_page(request, task, level_form=form)


@login_required
@require_POST
def take_back(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    person = _person(request, handle)
    standing = LevelConfirmation.objects.standing().filter(user=person, skill__slug=slug)
    number = request.POST.get("level", "")
    confirmation = get_object_or_404(standing, level=int(number) if number.isdecimal() else 0)
    with told(request, _("Taken back.")):
        confirmations.take_back(confirmation=confirmation, by=request.user, now=timezone.now())
    return redirect("mentorship:confirm_levels", handle)


def _person(request: HttpRequest, handle: str) -> User:
    """Return whom the visitor accompanies or, as a coordinator, looks after; nobody else exists."""
    person = User.objects.filter(handle=handle, is_active=True).first()
    if person is None or not (can_confirm_levels(request.user, person) or can_run_chapter(request.user)):
        raise Http404
    return person


def _page(request: HttpRequest, person: User, form: ConfirmForm | None = None, slug: str = "") -> HttpResponse:
    confirmed: dict[int, list[LevelConfirmation]] = {}
    for each in selectors.confirmed_levels(person):
        confirmed.setdefault(each.skill_id, []).append(each)
    rows = []
    for held in selectors.own_skills(person):
        standing = confirmed.pop(held.skill_id, [])
        is_confirmed = any(each.level == held.level for each in standing)
        own_form = form if held.skill.slug == slug else ConfirmForm(held=held)
        rows.append((held, standing, None if is_confirmed or not held.level else own_form))
    context = {
        "person": person,
        "rows": rows,
        "others": [each for standing in confirmed.values() for each in standing],
        "can_confirm": can_confirm_levels(request.user, person),
    }
    return render(request, "mentorship/confirm_levels.html", context)
