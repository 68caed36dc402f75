"""What maker and buyer say about a commission."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Project
from portal.accounts.models import User
from shop import money
from shop.forms.fields import AmountField
from shop.models import Carrier, CommissionOffer
from shop.services.commissions import LEAST_DEPOSIT, MOST_DEPOSIT, Terms

AREA = {"rows": 4}


class OfferForm(forms.Form):
    title = forms.CharField(label=_("What is it?"), max_length=120)
    included = forms.CharField(
        label=_("What is included?"),
        max_length=2000,
        help_text=_("Size, material, how often the buyer may ask for changes, sending."),
        widget=forms.Textarea(attrs=AREA),
    )
    price = AmountField(label=_("Price, everything included"))
    deposit_percent = forms.IntegerField(
        label=_("Deposit, in per cent"),
        min_value=LEAST_DEPOSIT,
        max_value=MOST_DEPOSIT,
        initial=30,
        help_text=_("Paid before you begin; the rest when it is ready."),
    )
    kept_percent = forms.IntegerField(
        label=_("What you keep of the deposit, in per cent, if the buyer cancels once you have begun"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=_("Before you begin, and if you cancel, all of it goes back. The buyer is told this now."),
    )
    promised_on = forms.DateField(
        label=_("Ready by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_sent = forms.BooleanField(label=_("I send it; the price includes that"), required=False, initial=True)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def terms(self) -> Terms:
        """Turn valid input into what the service takes."""
        given = self.cleaned_data
        currency = self.fields["price"].currency  # type: ignore[attr-defined]  # an AmountField
        return Terms(
            title=given["title"],
            included=given["included"],
            price=money.from_minor(given["price"], currency),
            deposit_percent=given["deposit_percent"],
            kept_percent=given["kept_percent"],
            promised_on=given["promised_on"],
            is_sent=given["is_sent"],
        )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DeliverForm(forms.Form):
    project = forms.ModelChoiceField(
        label=_("Which of your works is it?"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=_("A new one, made from this commission"),
    )
    carrier = forms.ChoiceField(label=_("Carrier"), choices=[("", "–"), *Carrier.choices], required=False)
    tracking = forms.CharField(label=_("Tracking number"), max_length=120, required=False)

    def __init__(self, *args: Any, maker: User, offer: CommissionOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        works: Any = self.fields["project"]
        works.queryset = Project.objects.filter(owner=maker).order_by("-created_at", "-pk")
        if not offer.is_sent:
            del self.fields["carrier"], self.fields["tracking"]
