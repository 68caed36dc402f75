"""Forms about people."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Profile, User
from portal.accounts.services import people


class FindPeopleForm(forms.Form):
    q = forms.CharField(label=_("Name, handle or e-mail"), required=False, max_length=120)


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields."""

    display_name = forms.CharField(
        label=_("Public name"), max_length=60, help_text=_("What everybody sees. It need not be your legal name.")
    )
    age_band = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[choice for choice in User.AgeBand.choices if choice[0] != User.AgeBand.UNKNOWN],
        widget=forms.RadioSelect,
        help_text=_(
            "Nobody else sees it. Under 18 we look after you more closely. We never ask for your birthday."
        ),
    )
    field_order = ["display_name", "age_band", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this after the account was made; the adapter has stored the name already."""
        people.set_age_band(user=user, age_band=self.cleaned_data["age_band"], by=user)


class ProfileForm(forms.ModelForm):
    """What somebody tells about themselves. It never saves: the service does."""

    display_name = User._meta.get_field("display_name").formfield()
    avatar = forms.FileField(
        label=_("New picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
        help_text=_("The middle of it is shown. Place, device and date are removed."),
    )
    remove_avatar = forms.BooleanField(label=_("Remove my picture"), required=False)

    field_order = ["display_name", "avatar", "remove_avatar", "bio", "city", "country", "experience"]

    class Meta:
        model = Profile
        fields = ["bio", "city", "country", "experience"]
        widgets = {"bio": forms.Textarea(attrs={"rows": 5}), "experience": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("display_name", self.instance.user.display_name)
        if not self.instance.avatar:
            del self.fields["remove_avatar"]
