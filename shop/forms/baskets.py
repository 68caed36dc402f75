"""What a shopper wants; whether there is so much of it, the services say."""

from django import forms
from django.utils.translation import gettext_lazy as _

_WHOLE = _("Choose a whole number from 1 up.")


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(
        min_value=1,
        error_messages={"invalid": _WHOLE, "required": _WHOLE, "min_value": _WHOLE},
    )


class BuyForm(QuantityForm):
    option = forms.IntegerField(
        required=False, min_value=1, error_messages={"invalid": _("Choose a size or colour.")}
    )
    price = forms.DecimalField(
        required=False, error_messages={"invalid": _("Write the price as a number, such as 12.50.")}
    )
