"""Fields that several forms of the shop share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop import money

MOST = Decimal("9999.99")


class AmountField(forms.DecimalField):
    """An amount in `currency`, else the shop's; its value is a whole number of smallest units, or None."""

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency or settings.OSCAR_DEFAULT_CURRENCY
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("max_value", MOST)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(
            decimal_places=money.exponent(self.currency),
            error_messages={
                "invalid": _("Write an amount as a number, such as 12.50."),
                "min_value": _("An amount cannot be negative."),
                "max_value": _("This is more than the shop takes."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else money.to_minor(amount, self.currency)

    def prepare_value(self, value: Any) -> Any:
        if type(value) is int:
            return money.from_minor(value, self.currency)
        return value


class CountryField(forms.CharField):
    """A country by its name or its two letters, chosen from one list that many fields share."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"list": "countries", "autocomplete": "off"}), max_length=120, **kwargs
        )

    def clean(self, value: Any) -> Any:

        said = super().clean(value)
        if not said:
            return None
        countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
        found = countries.filter(printable_name__iexact=said).first() or countries.filter(pk=said.upper()).first()
        if found is None:
            raise forms.ValidationError(_("Choose a country from the list."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "printable_name", value)
