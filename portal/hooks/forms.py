"""The form for a webhook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.hooks.models import Event


class EndpointForm(forms.Form):
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where the other system listens. Only “https://”, and nothing inside our own network."),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )


class ChangeForm(EndpointForm):
    is_on = forms.BooleanField(label=_("On"), required=False)
