"""What a buyer tells us."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop import payments
from shop.forms.fields import AmountField
from shop.models import Parcel
from shop.services.checkout import Address, Details
from shop.services.parcels import Choices
from shop.services.quotes import Quote

Country = get_model("address", "Country")
ShippingAddress = get_model("order", "ShippingAddress")


#: What a field is called that asks how one maker's pieces come, with the key of the maker behind it.
REACH = "reach-"
REACHES = [(Parcel.Way.POST, _("Send it")), (Parcel.Way.PICKUP, _("I pick it up"))]


def choices_in(data: Mapping[str, Any]) -> Choices:
    """Read how the buyer wants it from what came with the form; what makes no sense is passed over."""
    country = str(data.get("country", ""))[:2].upper()
    makers = [
        name.removeprefix(REACH) for name, value in data.items() if name.startswith(REACH) and value == "pickup"
    ]
    fetched = frozenset(int(key) for key in makers if key.isascii() and key.isdigit() and len(key) < 19)
    try:
        tip = AmountField(required=False).clean(str(data.get("tip", ""))[:20]) or 0
    except ValidationError:
        tip = 0
    return Choices(country, fetched, tip, str(data.get("voucher", ""))[:40].strip())


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
    tip = AmountField(
        label=_("A tip for the makers"),
        required=False,
        help_text=_("All of it is theirs. Leave it empty for none."),
    )
    voucher = forms.CharField(
        label=_("Code of a voucher"),
        max_length=40,
        required=False,
        help_text=_("The code, if a maker gave you one. “Count the total again” shows what it takes off."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
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

    @classmethod
    def for_quote(cls, quote: Quote, data: Any = None, **values: Any) -> "DetailsForm":
        """Make the form that asks what `quote` leaves open."""
        form = cls(data, needs_shipping=quote.needs_shipping, **values)
        if not quote.takes_tips:
            del form.fields["tip"]
        form._ask_which_way()
        for parcel in quote.parcels:
            if parcel.can_be_picked_up:
                form._ask_how(parcel)
        return form

    @classmethod
    def for_one(cls, data: Any = None, *, needs_shipping: bool, **values: Any) -> "DetailsForm":
        """Make the form for something whose price is agreed: no tip, no voucher."""
        form = cls(data, needs_shipping=needs_shipping, **values)
        del form.fields["tip"], form.fields["voucher"]
        form._ask_which_way()
        return form

    def _ask_which_way(self) -> None:
        """Let the buyer choose between ways to pay, where there are several."""
        ways = payments.switched_on()
        if len(ways) > 1:
            self.fields["provider"] = forms.ChoiceField(
                label=_("How do you want to pay?"),
                choices=[(name, f"{way.label}. {way.hint}") for name, way in ways],
                initial=ways[0][0],
                widget=forms.RadioSelect,
            )

    def _ask_how(self, parcel: Any) -> None:
        """Let the buyer choose between post and their own feet."""
        self.fields[f"{REACH}{parcel.seller.pk}"] = forms.ChoiceField(
            label=_("Pieces of %(maker)s") % {"maker": parcel.maker},
            choices=REACHES,
            initial=parcel.way,
            widget=forms.RadioSelect,
            help_text=parcel.seller.pickup,
            required=False,
        )

    @property
    def reaches(self) -> list[Any]:
        """The fields that ask how each maker's pieces come."""
        return [self[name] for name in self.fields if name.startswith(REACH)]

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
        fetched = choices_in({name: given[name] for name in given if name.startswith(REACH)}).fetched
        return Details(
            email=given["email"],
            name=given["name"],
            address=address,
            note=given["note"],
            fetched=fetched,
            tip_minor=given.get("tip") or 0,
            voucher=given.get("voucher", ""),
            provider=given.get("provider", ""),
        )
