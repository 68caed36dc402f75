"""Forms about people."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Profile, User


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields."""

    display_name = forms.CharField(
        label=_("Public name"), max_length=60, help_text=_("What everybody sees. It need not be your legal name.")
    )
    field_order = ["display_name", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this after the account was made; the adapter has stored the name already."""


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["bio", "city", "country", "experience", "avatar"]
        widgets = {"bio": forms.Textarea(attrs={"rows": 5}), "experience": forms.Textarea(attrs={"rows": 4})}
