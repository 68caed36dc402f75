"""How many a shopper wants; whether there are so many, the services say."""

from django import forms
from django.utils.translation import gettext_lazy as _

_WHOLE = _("Choose a whole number from 1 up.")


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(
        min_value=1,
        error_messages={"invalid": _WHOLE, "required": _WHOLE, "min_value": _WHOLE},
    )
