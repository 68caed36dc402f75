"""What sellers fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.models import Listing
from shop.services import listings

OFFERED = [(kind.value, kind.label) for kind in listings.OFFERED]


class OfferForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you sell?"),
        choices=OFFERED,
        widget=forms.RadioSelect,
        initial=Listing.Kind.ORIGINAL,
        error_messages={"invalid_choice": _("Choose what you sell: an original or an edition.")},
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].help_text = _("In %(currency)s, what a buyer pays for one.") % {
            "currency": settings.OSCAR_DEFAULT_CURRENCY
        }

    def clean_price(self) -> Decimal:
        try:
            return listings.exact_price(self.cleaned_data["price"])
        except listings.BadPrice as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ChangeForm(OfferForm):
    """Price and number of an offer that stands; what kind of thing it is does not change."""

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        kwargs["initial"] = {"price": listing.price, "quantity": listing.left}
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        if listing.kind != Listing.Kind.EDITION:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].required = True
            self.fields["quantity"].help_text = _("How many can be bought from now on.")
