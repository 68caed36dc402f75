"""What a maker says about a sale for cash."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from shop.models import Listing
from shop.selectors import cash


class CashSaleForm(forms.Form):
    piece = forms.ChoiceField(label=_("What did you sell?"))
    quantity = forms.IntegerField(label=_("How many?"), min_value=1, max_value=999, initial=1)
    sold_on = forms.DateField(label=_("When?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(
        label=_("Where?"),
        max_length=120,
        help_text=_("The fair, the market, the workshop."),
        widget=forms.TextInput,
    )

    def __init__(self, *args: Any, maker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: A choice names a piece, and a size or colour of it: "12" or "12-3".
        self.pieces: dict[str, tuple[Listing, int | None]] = {}
        names = []
        for listing in cash.sellable(maker):
            for record in listing.choices or [listing.stockrecord]:
                option = getattr(record, "option", None) if listing.choices else None
                key = f"{listing.pk}-{option.pk}" if option else str(listing.pk)
                self.pieces[key] = (listing, option.pk if option else None)
                title = f"{listing.project.title} ({option})" if option else listing.project.title
                names.append((key, f"{title} · {record.price} {record.price_currency}"))
        piece: Any = self.fields["piece"]
        piece.choices = names
