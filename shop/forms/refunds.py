"""What goes back to a buyer."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from shop import money
from shop.forms.fields import AmountField
from shop.models import SaleLine


class RefundForm(forms.Form):
    amount = AmountField(label=_("How much goes back"), help_text=_("All that is left, unless you write less."))
    restock = forms.IntegerField(
        label=_("Pieces that are for sale again"),
        min_value=0,
        initial=0,
        help_text=_("Only those that came back, or never left."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("The buyer and the books see this."), widget=forms.TextInput
    )

    def __init__(self, *args: Any, sale: SaleLine, left_minor: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = money.from_minor(left_minor, sale.currency)
        most: Any = self.fields["restock"]
        most.max_value = sale.line.quantity
        most.validators.append(MaxValueValidator(sale.line.quantity))
        most.widget.attrs["max"] = sale.line.quantity
        if sale.line.stockrecord is None or sale.line.stockrecord.num_in_stock is None:
            del self.fields["restock"]
