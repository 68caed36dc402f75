"""A person's own space, and the people of a coordinator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.forms import BaseModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView, UpdateView

from portal.accounts import roles, selectors
from portal.accounts.forms import FindPeopleForm, ProfileForm
from portal.accounts.models import Profile, User
from portal.accounts.permissions import can_give_role
from portal.accounts.services import people, visits
from portal.core import waiting
from portal.core.exceptions import DomainError
from portal.core.images import BadUpload
from portal.core.limits import limited, searches, sends_files

PEOPLE_PER_PAGE = 24


class HomeView(LoginRequiredMixin, TemplateView):
    """What waits, what is new, how one stands: each app tells its part by its template tags."""

    template_name = "accounts/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        if person.is_superuser or person.role_slugs & {roles.PARTICIPANT, roles.MENTOR, roles.COORDINATOR}:
            kwargs["waits"] = waiting.counts(person)
        return super().get_context_data(before=visits.begin(by=person, now=timezone.now()), **kwargs)


@method_decorator(limited("upload", counts=sends_files), name="dispatch")
class ProfileUpdateView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "accounts/profile_edit.html"
    success_url = reverse_lazy("accounts:profile_edit")

    def get_object(self, queryset: Any = None) -> Profile:
        return people.own_profile(by=self.request.user)

    def form_valid(self, form: BaseModelForm) -> HttpResponse:
        try:
            people.update_profile(profile=self.get_object(), by=self.request.user, **form.cleaned_data)
        except BadUpload as refusal:
            form.add_error("avatar", refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Your profile is up to date."))
        return HttpResponseRedirect(self.success_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the picture as stored, whatever the form holds."""
        return super().get_context_data(profile=self.get_object(), **kwargs)


@login_required
@require_safe
@limited("search", counts=searches)
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody, for who gives roles."""
    form = FindPeopleForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(selectors.find_people(request.user, text), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(person, [each for each in roles.ROLES if _holds(person, each)]) for person in page.object_list]
    context = {"form": form, "page_obj": page, "rows": rows, "is_filtered": bool(text)}
    return render(request, "accounts/people.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """One person's roles, each to be given or taken by a button."""
    people_seen = selectors.find_people(request.user)
    somebody = get_object_or_404(people_seen, handle=handle)
    if request.method == "POST":
        _change_role(request, somebody)
        return redirect("accounts:person", handle)
    rows = [
        (role, somebody.has_role(role.slug), can_give_role(request.user, role.slug))
        for role in roles.ROLES
        if can_give_role(request.user, role.slug) or somebody.has_role(role.slug)
    ]
    return render(request, "accounts/person.html", {"somebody": somebody, "rows": rows})


def _holds(person: User, role: roles.Role) -> bool:
    """Never a query: the person's groups are prefetched."""
    return any(group.name == role.slug for group in person.groups.all())


def _change_role(request: HttpRequest, somebody: User) -> None:
    """Do what the pressed button says, and tell what became of it."""
    give, take = request.POST.get("give", ""), request.POST.get("take", "")
    try:
        if give:
            people.give_role(user=somebody, role=give, by=request.user)
            words = _("%(name)s has the role “%(role)s” now.")
        else:
            people.take_role(user=somebody, role=take, by=request.user)
            words = _("%(name)s no longer has the role “%(role)s”.")
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        role = roles.ROLE_BY_SLUG[give or take]
        messages.success(request, words % {"name": somebody.display_name, "role": role.name})
