"""Thanking somebody."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import Thanks


class ThanksForm(forms.Form):
    text = forms.CharField(
        label=_("Your thanks"),
        help_text=_("They may show it to everybody, with both your names. What you thank for stays between you."),
        max_length=Thanks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
