"""Asking for a payout, and saying that one was paid or called off."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Guardian, User
from portal.accounts.selectors import guardians_of
from shop import payout_ways
from shop.forms.fields import AmountField


class AskForm(forms.Form):
    """How much, how and to where. For a minor: to which guardian."""

    method = forms.ChoiceField(label=_("How"))
    destination = forms.CharField(
        label=_("Number or account"),
        max_length=120,
        required=False,
        help_text=_("The number of mobile money, the IBAN, or the address at PayPal. Nothing for cash or Stripe."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, currency: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(each, each.label) for each in payout_ways.offered()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["amount"] = AmountField(currency=currency, label=_("Amount"), max_value=Decimal("9999999.99"))
        if person.is_minor:
            help_text = _("Under 18 the money goes to a guardian, who gives it to you.")
            self.fields["guardian"] = _guardian_field(person, _("Goes to your guardian"), help_text)
        self.order_fields(("amount", "method", "destination", "guardian", "submission"))


class AccountForm(forms.Form):
    """Opening an account to be paid to; a minor's guardian opens it."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.is_minor:
            help_text = _(
                "Under 18 a guardian opens the account, with their own name and bank, and gives you the money."
            )
            self.fields["guardian"] = _guardian_field(person, _("Whose account it is"), help_text)


def _guardian_field(person: User, label: Any, help_text: Any) -> forms.ModelChoiceField[Guardian]:
    field = forms.ModelChoiceField(
        guardians_of(person), label=label, empty_label=None, required=False, help_text=help_text
    )
    field.label_from_instance = _named  # type: ignore[method-assign]  # the documented way to word choices
    return field


def _named(guardian: Guardian) -> str:
    return f"{guardian.name} ({guardian.get_relation_display()})"


class PayForm(forms.Form):
    ref = forms.CharField(
        label=_("Number of the receipt or transfer"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    evidence = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("A photo of the signed receipt, or the bank's confirmation: a picture or a PDF file."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it is called off"), max_length=200, required=False)
