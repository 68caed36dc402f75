"""The form by which a pack is brought here."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PackForm(forms.Form):
    file = forms.FileField(
        label=_("Zip file of the pack"),
        help_text=_("Nothing is changed yet: first you are shown what it would make and change."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
