"""Forms that invite people, and the one by which somebody who was invited joins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts import consent_texts, guests
from portal.accounts.models import Consent, Invitation, User
from portal.accounts.permissions import roles_to_give
from portal.accounts.roles import ROLE_BY_SLUG
from portal.accounts.services import invitations

MOST_BYTES = 100_000


class RolesField(forms.MultipleChoiceField):
    """The roles that an inviter may give; the first of them is ticked."""

    def __init__(self, by: User) -> None:
        given = roles_to_give(by)
        super().__init__(
            label=_("What they do here"),
            choices=[(slug, ROLE_BY_SLUG[slug].name) for slug in given],
            widget=forms.CheckboxSelectMultiple,
            initial=given[:1],
        )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("They can change it when they join.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(by)


class InviteSeveralForm(forms.Form):
    people = forms.CharField(
        label=_("Their addresses"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "amina@example.org, Amina Okoye"}),
        help_text=_("One a line; a name may stand behind it."),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        help_text=_("With a column of addresses, and one of names if you like. At most 100 people at once."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(by)

    def clean_people(self) -> list[invitations.Guest]:
        return guests.read(self.cleaned_data["people"])

    def clean_file(self) -> list[invitations.Guest]:
        file = self.cleaned_data["file"]
        if not file:
            return []
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is too big for a list of people."))
        try:
            return guests.read(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(_("This is no text. Save it as CSV (UTF-8) first.")) from None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not ({"people", "file"} & self.errors.keys() or data.get("people") or data.get("file")):
            self.add_error("people", _("Name at least one person."))
        if data.get("people") and data.get("file"):
            self.add_error("file", _("Use the lines or the file, not both."))
        return data

    @property
    def guests(self) -> list[invitations.Guest]:
        return self.cleaned_data["people"] or self.cleaned_data["file"]


class LinkForm(forms.Form):
    label = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as “Spring fair”; only you see it.")
    )
    max_uses = forms.IntegerField(label=_("How many people"), min_value=1, max_value=200, initial=20)
    lasts = forms.TypedChoiceField(
        label=_("How long"),
        choices=[("1", _("A day")), ("7", _("A week")), ("30", _("A month")), ("90", _("Three months"))],
        coerce=lambda days: timedelta(days=int(days)),
        initial="7",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(by)


class JoinForm(forms.Form):
    """What signing up asks, but for the address, which is known."""

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
    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    agrees = forms.BooleanField(required=False)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        account = invitation.account
        kwargs.setdefault("initial", {"display_name": account.display_name if account else invitation.name})
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if account and account.age_band != User.AgeBand.UNKNOWN:
            del self.fields["age_band"]
        if invitations.needs_own_consent(account):
            self.fields["agrees"].label = _("I take part")
            self.fields["agrees"].help_text = consent_texts.current(Consent.Kind.TAKING_PART).words
        else:
            del self.fields["agrees"]

    def clean_password1(self) -> str:
        """Judge the password as signing up does."""
        password: str = self.cleaned_data["password1"]
        name = self.cleaned_data.get("display_name", "")
        get_adapter().clean_password(password, user=User(email=self.invitation.email, display_name=name))
        return password

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("These are two different passwords."))
        is_child = data.get("age_band") == User.AgeBand.UNDER_16
        if "agrees" in self.fields and not is_child and not data.get("agrees"):
            self.add_error("agrees", invitations.ConsentMissing.message)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What `invitations.join` takes."""
        data = self.cleaned_data
        age = {"age_band": data["age_band"]} if "age_band" in data else {}
        names = {"display_name": data["display_name"], "password": data["password1"]}
        return {**names, **age, "agrees": bool(data.get("agrees"))}
