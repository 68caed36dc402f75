"""What people type about recognition."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it counts no longer"),
        max_length=240,
        help_text=_("Whoever opens the certificate reads it."),
        error_messages={"required": _("Say in a few words why.")},
    )
