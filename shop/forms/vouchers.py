"""What makers fill in about a voucher."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.forms.fields import AmountField
from shop.models.vouchers import MOST_BP
from shop.services.vouchers import Terms


class VoucherForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=24,
        help_text=_("4 to 24 letters from A to Z, figures and hyphens. Buyers type it at the checkout."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    percent = forms.DecimalField(
        label=_("Per cent off"),
        required=False,
        decimal_places=1,
        min_value=Decimal(1),
        max_value=Decimal(MOST_BP) / 100,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    amount = AmountField(
        label=_("Or an amount off"),
        required=False,
        min_value=Decimal("0.01"),
        help_text=_("Never more than nine tenths of what your pieces cost."),
    )
    least = AmountField(
        label=_("From this worth of your pieces on"),
        required=False,
        help_text=_("Empty: from the first piece on."),
    )
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    most_uses = forms.IntegerField(
        label=_("How often it can be used"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: as often as people like."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (cleaned["percent"] is None) == (cleaned["amount"] is None):
            self.add_error("percent", _("Say either per cent or an amount."))
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("It cannot end before it starts."))
        return cleaned

    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            code=given["code"],
            percent_bp=int(given["percent"] * 100) if given["percent"] is not None else None,
            amount_minor=given["amount"],
            least_minor=given["least"] or 0,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            most_uses=given["most_uses"],
        )
