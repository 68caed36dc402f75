"""What people fill in to take their site along, and to check a statement."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    base_url = forms.CharField(
        label=_("Where you will publish it, if you know already"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "placeholder": "https://"}),
        help_text=_("The whole address. Search engines and shared links are told this one."),
    )


class StatementForm(forms.Form):
    statement = forms.CharField(
        label=_("The statement with its signature"),
        max_length=5000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
