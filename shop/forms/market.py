"""What visitors of the shop fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.models import Listing

KINDS = [("", _("Everything")), *((kind.value, kind.label) for kind in Listing.Kind)]
ORDERS = [
    ("", _("Newest first")),
    ("cheapest", _("Price, low to high")),
    ("dearest", _("Price, high to low")),
]


class FilterForm(forms.Form):
    """The market's filters; what makes no sense is passed over rather than refused."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=KINDS)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
