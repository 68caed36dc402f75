"""What sellers fill in about one of their offers: sizes and colours, files, costs, and what others say to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import ResourceType
from shop.forms.fields import AmountField
from shop.services import listings
from shop.services.costs import Material
from shop.services.options import MOST_OPTIONS, Choice


class ChoiceForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    size = forms.CharField(label=_("Size"), max_length=40, required=False)
    colour = forms.CharField(label=_("Colour"), max_length=40, required=False)
    price = forms.DecimalField(
        label=_("Price"),
        required=False,
        error_messages={"invalid": _("Write the price as a number, such as 12.50.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    quantity = forms.IntegerField(
        label=_("How many?"),
        required=False,
        error_messages={"invalid": _("Write a whole number, such as 5.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_price(self) -> Decimal | None:
        price = self.cleaned_data["price"]
        try:
            return None if price is None else listings.exact_price(price)
        except listings.BadPrice as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or not self.is_filled:
            return cleaned
        if not (cleaned.get("size") or cleaned.get("colour")):
            self.add_error("size", _("Name a size or a colour."))
        if cleaned.get("price") is None:
            self.add_error("price", _("Say what one costs."))
        if cleaned.get("quantity") is None:
            self.add_error("quantity", _("Say how many there are."))
        return cleaned

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) not in (None, "") for name in self.fields)

    def choice(self) -> Choice | None:
        given = self.cleaned_data
        return (
            Choice(given["size"], given["colour"], given["price"], given["quantity"], given["pk"])
            if self.is_filled
            else None
        )


ChoiceFormSet = forms.formset_factory(ChoiceForm, extra=3, max_num=MOST_OPTIONS, absolute_max=60)


class CostForm(forms.Form):
    hours = forms.DecimalField(
        label=_("Hours of work"),
        required=False,
        min_value=0,
        max_value=2000,
        error_messages={"invalid": _("Write a number, such as 2.5."), "min_value": _("Hours cannot be negative.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    wage = AmountField(label=_("An hour is worth"), required=False)

    @property
    def minutes(self) -> int:
        return int((self.cleaned_data["hours"] or 0) * 60)


class MaterialForm(forms.Form):
    name = forms.CharField(label=_("Material"), max_length=80, required=False)
    amount = AmountField(label=_("Cost in one piece"), required=False)
    resource = forms.ModelChoiceField(
        queryset=ResourceType.objects.all(), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("name")) != (cleaned.get("amount") is not None):
            self.add_error("amount" if cleaned.get("name") else "name", _("Both or neither."))
        return cleaned

    def material(self) -> Material | None:
        given = self.cleaned_data
        if not given.get("name"):
            return None
        return Material(given["name"], given["amount"], given["resource"].pk if given["resource"] else None)


MaterialFormSet = forms.formset_factory(MaterialForm, extra=3, max_num=60, absolute_max=80)
