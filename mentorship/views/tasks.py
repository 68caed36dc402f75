"""Tasks and goals, of oneself and of those whom one accompanies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.submissions import ExtendForm, ExtensionAnswerForm, LevelForm, MoreTimeForm, SubmitForm
from mentorship.forms.tasks import GoalForm, TaskForm
from mentorship.models import Extension, Goal, Task, TaskTemplate
from mentorship.permissions import can_assign_to, can_confirm_levels, can_set_goal_for
from mentorship.selectors import learning, mentoring
from mentorship.selectors import reviews as questions
from mentorship.services import extensions, goals, tasks
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can
from portal.core.uploads import BadUpload

PER_PAGE = 20
#: Tasks of crafts that are offered beside the form.
PROPOSED = 12


@login_required
@require_safe
def my_tasks(request: HttpRequest) -> HttpResponse:
    is_open = request.GET.get("state") != "ended"
    page = Paginator(mentoring.own_tasks(request.user, is_open=is_open), PER_PAGE).get_page(
        request.GET.get("page")
    )
    chips = [(_("To do"), "?", is_open, None), (_("Ended"), "?state=ended", not is_open, None)]
    return render(request, "mentorship/my_tasks.html", {"page_obj": page, "chips": chips, "is_open": is_open})


@login_required
@require_safe
def task(request: HttpRequest, public_id: str) -> HttpResponse:
    return task_page(request, seen(request, public_id))


def _level_form(request: HttpRequest, found: Task) -> LevelForm | None:
    """Offer the mentor of somebody whose piece was approved to vouch for the next level of the skill."""
    if found.status != Task.Status.APPROVED or found.skill is None:
        return None
    if not can_confirm_levels(request.user, found.participant):
        return None
    evidence = _("%(title)s, iteration %(number)s") % {"title": found.title, "number": found.iteration}
    level = questions.next_level(found)
    return LevelForm(skill=found.skill, initial={"level": level, "evidence": evidence[:240]}) if level else None


@login_required
@require_POST
def task_start(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    try:
        tasks.start(task=found, by=request.user, now=timezone.now())
    except tasks.NotOpen as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Begun. Good luck with it!"))
    return redirect(found)


@login_required
@require_POST
def task_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    try:
        tasks.withdraw(task=found, by=request.user, now=timezone.now())
    except tasks.NotOpen as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The task is taken back."))
    return redirect("mentorship:mentee_tasks", found.participant.handle)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_goals(request: HttpRequest) -> HttpResponse:
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _set_goal(request, form, request.user):
        messages.success(request, _("Your goal is set."))
        return redirect("mentorship:my_goals")
    page = Paginator(mentoring.own_goals(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/my_goals.html", {"form": form, "page_obj": page})


@login_required
@require_POST
def goal_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Goal.objects.visible_to(request.user), public_id=public_id)
    goals.drop(goal=found, by=request.user, now=timezone.now())
    messages.success(request, _("You let go of it. It stays in the list of former ones."))
    return redirect("mentorship:my_goals")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mentee_tasks(request: HttpRequest, handle: str) -> HttpResponse:
    """Tasks and goals of somebody whom the reader accompanies, and a form that gives one more task."""
    person = _person(request, handle)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    others = learning.others_to_give(request.user, person)
    form = TaskForm(*sent, by=request.user, others=others, initial=proposed(request))
    if request.method == "POST" and form.is_valid():
        people, now = [person, *form.others], timezone.now()
        try:
            given = tasks.assign_to_all(participants=people, by=request.user, now=now, **form.given)
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _given_words(person, len(given)))
            return redirect("mentorship:mentee_tasks", handle)
    return _page(request, person, form=form)


def tell_refusal(form: TaskForm, refusal: DomainError) -> None:
    """Say beside the field that it is about why the task was not given."""
    fields = {tasks.DueInThePast: "due_at", BadUpload: "files", tasks.TooManyFiles: "files"}
    field = next((name for kind, name in fields.items() if isinstance(refusal, kind)), "title")
    form.add_error(field, refusal.message)


def _given_words(person: User, count: int) -> str:
    if count == 1:
        return _("%(name)s has the task now.") % {"name": person.display_name}
    return ngettext("%(n)s person has the task now.", "%(n)s people have the task now.", count) % {"n": count}


@login_required
@require_POST
def mentee_goal(request: HttpRequest, handle: str) -> HttpResponse:
    person = _person(request, handle)
    if not can_set_goal_for(request.user, person):
        raise Http404
    form = GoalForm(request.POST)
    if form.is_valid() and _set_goal(request, form, person):
        messages.success(request, _("The goal is set."))
        return redirect("mentorship:mentee_tasks", handle)
    return _page(request, person, goal_form=form)


def _set_goal(request: HttpRequest, form: GoalForm, owner: User) -> bool:
    """Set what the form says, or tell in it why not."""
    fields = {goals.UnknownLevel: "level", goals.BadAmount: "target_amount", goals.OneTarget: "skill"}
    try:
        goals.set_goal(owner=owner, by=request.user, now=timezone.now(), **form.values)
    except DomainError as refusal:
        form.add_error(fields.get(type(refusal), "title"), refusal.message)
        return False
    return True


def proposed(request: HttpRequest) -> dict[str, Any]:
    """Return what the task of a craft that the address names puts into the form; the giver may change it."""
    number = request.GET.get("template", "")
    offered = TaskTemplate.objects.offered().visible_to(request.user)
    chosen = offered.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if chosen is None:
        return {}
    due = timezone.localdate() + timedelta(days=chosen.due_days)
    return {
        "title": chosen.title,
        "brief": chosen.brief,
        "skill": chosen.skill_id,
        "due_at": due,
        "rubric": chosen.rubric_id,
        "estimated_hours": chosen.estimated_hours,
        "template": chosen.pk,
    }


def seen(request: HttpRequest, public_id: str) -> Task:
    """Return the task of that id, if the reader sees it."""
    found = Task.objects.visible_to(request.user).select_related(
        "participant", "assigned_by", "skill", "rubric", "claimed_by"
    )
    return get_object_or_404(found, public_id=public_id)


def task_page(request: HttpRequest, found: Task, **forms: Any) -> HttpResponse:
    """Show a task to who has it or to who accompanies them, perhaps with a form that was sent and refused."""
    me, now = request.user, timezone.now()
    is_own, reviews_it = can(me, "submit", found), can(me, "review", found)
    asked = found.extensions.filter(status=Extension.Status.ASKED).first()
    rubric = questions.rubric_of(found)
    found.rubric = rubric
    can_hand_in = is_own and found.is_to_do
    may_extend = found.due_at is not None and found.status in extensions.EXTENDABLE
    context = {
        "task": found,
        "rubric": rubric,
        "is_own": is_own,
        "pieces": questions.iterations(found, me),
        "wait": questions.expected_wait(found.participant, now=now) if is_own and found.is_waiting else "",
        "may_start": found.status == Task.Status.ASSIGNED and is_own,
        "may_withdraw": found.is_open and can(me, "withdraw", found),
        "may_review": found.is_waiting and reviews_it,
        "is_held": found.is_claimed_by_other(me, now=now),
        "asked": asked,
        "answered": found.extensions.exclude(status=Extension.Status.ASKED).last(),
        "submit_form": forms.get("submit_form") or (SubmitForm(task=found) if can_hand_in else None),
        "time_form": forms.get("time_form") or (MoreTimeForm() if is_own and may_extend and not asked else None),
        "extend_form": forms.get("extend_form") or (ExtendForm() if reviews_it and may_extend else None),
        "level_form": forms.get("level_form") or _level_form(request, found),
        "levels": list(questions.levels_shown_by(found)),
        "answer_form": ExtensionAnswerForm(auto_id="time_%s") if reviews_it and asked else None,
    }
    return render(request, "mentorship/task.html", context)


def _person(request: HttpRequest, handle: str) -> User:
    """Return whom the reader gives tasks to; nobody else exists."""
    person = User.objects.filter(handle=handle, is_active=True).first()
    if person is None or not can_assign_to(request.user, person):
        raise Http404
    return person


def _page(
    request: HttpRequest, person: User, *, form: TaskForm | None = None, goal_form: GoalForm | None = None
) -> HttpResponse:
    given = Task.objects.visible_to(request.user).filter(participant=person).select_related("assigned_by", "skill")
    sees_goals = can_set_goal_for(request.user, person)
    context: dict[str, Any] = {
        "person": person,
        "form": form or TaskForm(by=request.user, others=learning.others_to_give(request.user, person)),
        "goal_form": (goal_form or GoalForm(auto_id="goal_%s")) if sees_goals else None,
        "goals": list(mentoring.own_goals(person).open()) if sees_goals else [],
        "proposals": list(learning.tasks_to_give(request.user, person)[:PROPOSED]),
        "page_obj": Paginator(given.newest_first(), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "mentorship/mentee_tasks.html", context)
