"""What a buyer tells us."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop.services.checkout import Address, Details

Country = get_model("address", "Country")
ShippingAddress = get_model("order", "ShippingAddress")


class DetailsForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation and news of this order only."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    line1 = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    line2 = forms.CharField(
        label=_("Flat, floor, care of"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        help_text=_("Needed in most countries."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("Town"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    state = forms.CharField(
        label=_("State or region"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.none(),
        empty_label=_("Choose a country"),
        error_messages={"invalid_choice": _("Choose a country from the list.")},
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    note = forms.CharField(
        label=_("A note to the makers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    ADDRESS = ("line1", "line2", "postcode", "city", "state", "country")

    def __init__(self, *args: Any, needs_shipping: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_shipping = needs_shipping
        if needs_shipping:
            countries = Country.objects.filter(is_shipping_country=True).order_by(
                "-display_order", "printable_name"
            )
            self.fields["country"].queryset = countries  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            for name in self.ADDRESS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.needs_shipping and cleaned.get("country"):
            self._check_postcode(cleaned)
        return cleaned

    def _check_postcode(self, cleaned: dict[str, Any]) -> None:
        address = ShippingAddress(postcode=cleaned.get("postcode", ""), country=cleaned["country"])
        try:
            address.ensure_postcode_is_valid_for_country()
        except ValidationError as error:
            self.add_error("postcode", error.messages)

    def details(self) -> Details:
        """Turn valid input into what the service takes."""
        given = self.cleaned_data
        address = None
        if self.needs_shipping:
            address = Address(
                line1=given["line1"],
                line2=given["line2"],
                postcode=given["postcode"],
                city=given["city"],
                state=given["state"],
                country=given["country"].pk,
            )
        return Details(email=given["email"], name=given["name"], address=address, note=given["note"])
