"""What sellers fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.models import Listing, Seller, ShippingProfile
from shop.services import listings


class OfferForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you sell?"),
        choices=Listing.Kind.choices,
        widget=forms.RadioSelect,
        initial=Listing.Kind.ORIGINAL,
        error_messages={"invalid_choice": _("Choose what you sell: an original, an edition or a download.")},
    )
    price = forms.DecimalField(
        label=_("Price"),
        error_messages={"invalid": _("Write the price as a number, such as 12.50.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    quantity = forms.IntegerField(
        label=_("How many?"),
        required=False,
        help_text=_("Of a print or an edition. Of an original there is one."),
        error_messages={"invalid": _("Write a whole number, such as 5.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    least_price = forms.DecimalField(
        label=_("Let buyers name the price, from"),
        required=False,
        help_text=_("Empty: the price is fixed. Otherwise the price above is what you suggest."),
        error_messages={"invalid": _("Write the price as a number, such as 12.50.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    profile = forms.ModelChoiceField(
        label=_("Sending"),
        queryset=ShippingProfile.objects.none(),
        required=False,
        empty_label=_("The price includes it"),
        error_messages={"invalid_choice": _("Choose one of your own ways of sending.")},
    )
    can_be_picked_up = forms.BooleanField(label=_("Buyers may pick it up"), required=False)

    def __init__(self, *args: Any, seller: Seller | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_ways(seller)
        self.fields["price"].help_text = _("In %(currency)s, what a buyer pays for one.") % {
            "currency": settings.OSCAR_DEFAULT_CURRENCY
        }

    def _offer_ways(self, seller: Seller | None) -> None:
        """Ask only where the maker has said what there is to choose."""
        profiles = ShippingProfile.objects.filter(seller=seller).order_by("name")
        self.fields["profile"].queryset = profiles  # type: ignore[attr-defined]  # a ModelChoiceField
        if seller is None or not profiles:
            del self.fields["profile"]
        if seller is None or not seller.pickup:
            del self.fields["can_be_picked_up"]

    def terms(self) -> listings.Terms:
        """Turn valid input into what the service takes."""
        given = self.cleaned_data
        return listings.Terms(profile=given.get("profile"), can_be_picked_up=given.get("can_be_picked_up", False))

    def clean_price(self) -> Decimal:
        try:
            return listings.exact_price(self.cleaned_data["price"])
        except listings.BadPrice as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_least_price(self) -> Decimal | None:
        least = self.cleaned_data["least_price"]
        try:
            return None if least is None else listings.exact_price(least)
        except listings.BadPrice as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ChangeForm(OfferForm):
    """Price and number of an offer that stands; what kind of thing it is does not change."""

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "price": listing.price,
            "quantity": listing.left,
            "least_price": listing.least_price,
            "profile": listing.shipping_profile_id,
            "can_be_picked_up": listing.can_be_picked_up,
        }
        super().__init__(*args, seller=listing.seller, **kwargs)
        del self.fields["kind"]
        if not listing.is_thing:
            self.fields.pop("profile", None)
            self.fields.pop("can_be_picked_up", None)
        if listing.choices:
            for name in ("quantity", "price", "least_price"):
                del self.fields[name]
        elif listing.kind != Listing.Kind.EDITION:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].required = True
            self.fields["quantity"].help_text = _("How many can be bought from now on.")
