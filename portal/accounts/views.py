"""A person's own space."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, UpdateView

from portal.accounts.forms import ProfileForm
from portal.accounts.models import Profile
from portal.accounts.services import people
from portal.core.images import BadUpload


class HomeView(LoginRequiredMixin, TemplateView):
    template_name = "accounts/home.html"


class ProfileUpdateView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "accounts/profile_edit.html"
    success_url = reverse_lazy("accounts:profile_edit")

    def get_object(self, queryset: Any = None) -> Profile:
        return Profile.objects.select_related("user").get(user=self.request.user)

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
