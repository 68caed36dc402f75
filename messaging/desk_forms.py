"""What is said about something that was reported, and what is decided."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models.desk import Reason


class WrongForm(forms.Form):
    """What is wrong with a work or a person."""

    reason = forms.ChoiceField(label=_("What is wrong"), choices=Reason.choices)
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    """Why something is done, and what its person is told."""

    DAYS = ((1, _("one day")), (7, _("a week")), (30, _("30 days")))

    reason = forms.ChoiceField(label=_("Why"), choices=Reason.choices)
    text = forms.CharField(
        label=_("What you tell the person"),
        required=False,
        max_length=2000,
        help_text=_("Needed when you hide, warn, suspend or ban. Never say who reported it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    days = forms.TypedChoiceField(
        label=_("If you suspend: how long"), choices=DAYS, required=False, coerce=int, empty_value=1
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why you object"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
