"""The form for a token of one's own programs."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PersonalToken


class PersonalTokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=60)
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=PersonalToken.Scope.choices,
        initial=PersonalToken.Scope.READ,
        widget=forms.RadioSelect,
        help_text=_("Neither gives tasks or feedback, adds people, or does anything else to others."),
    )
    lasts = forms.TypedChoiceField(
        label=_("How long it lasts"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        coerce=lambda days: timedelta(days=int(days)),
        initial=90,
    )
