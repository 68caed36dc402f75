"""How one saves, in plain fields, and moving money between one's own places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags import ui
from shop import money
from shop.allocation import How
from shop.forms.fields import AmountField
from shop.models import SavingRule
from shop.selectors.purses import Place
from shop.services.saving_plans import Plan
from shop.services.savings import MOST_RULES

MOST = Decimal("9999999.99")
#: What is in hand, beside the places to save.
HAND = "hand"


class RuleForm(forms.Form):
    """One rule. Without a way and a place it is passed over."""

    how = forms.ChoiceField(label=_("How much"), required=False, choices=[("", _("— no rule —")), *SavingRule.HOW])
    percent = forms.DecimalField(
        label=_("Percent"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("For a part of each sale or of what is left, such as 20."),
    )
    pot = forms.ChoiceField(label=_("Into"), required=False)
    by_date = forms.DateField(
        label=_("To have it by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    then = forms.ChoiceField(label=_("Then into"), required=False)
    place = forms.IntegerField(
        label=_("Comes as number"),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Rules are asked in this order."),
    )
    field_order = ("how", "percent", "amount", "pot", "cap", "by_date", "then", "place")

    def __init__(self, *args: Any, places: Sequence[Place], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place.key, place.name) for place in places]
        self.fields["pot"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["then"].choices = [("", gettext("— stays in hand —")), *choices]  # type: ignore[attr-defined]
        amount = AmountField(currency=currency, label=_("Amount"), required=False, max_value=MOST)
        amount.help_text = gettext("For a fixed amount of each sale.")
        cap = AmountField(currency=currency, label=_("Until so much is in it"), required=False, max_value=MOST)
        cap.help_text = gettext("Empty: without an end.")
        self.fields |= {"amount": amount, "cap": cap}
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.is_passed_over:
            return said
        how = said.get("how")
        if not how:
            self._miss("how", _("Say how much goes into it."))
        if not said.get("pot"):
            self._miss("pot", _("Choose where it goes."))
        if how in (How.PERCENT, How.LEFTOVER) and not said.get("percent"):
            self._miss("percent", _("Say how many percent."))
        if how == How.FIXED and not said.get("amount"):
            self._miss("amount", _("Say how much of each sale."))
        if how == How.BY_DATE:
            self._clean_by_date(said)
        if said.get("then") and not said.get("cap"):
            self._miss("cap", _("Say from what amount on it goes elsewhere."))
        if said.get("cap") == 0:
            self._miss("cap", _("An amount is more than nothing."))
        if said.get("then") and said.get("then") == said.get("pot"):
            self._miss("then", _("Choose another place for what is above."))
        return said

    def _clean_by_date(self, said: dict[str, Any]) -> None:
        if not said.get("cap"):
            self._miss("cap", _("Say how much you want to have by then."))
        day = said.get("by_date")
        if not day or day <= timezone.localdate():
            self._miss("by_date", _("Choose a day to come."))

    def _miss(self, field: str, words: Any) -> None:
        if field not in self.errors:
            self.add_error(field, words)

    @property
    def is_passed_over(self) -> bool:
        typed = ("how", "percent", "pot", "by_date", "then", "amount", "cap")
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in typed)

    def plan(self) -> Plan | None:
        """Return what was said, without fields that do not belong to its way; None for an empty row."""
        said = self.cleaned_data
        if self.is_passed_over:
            return None
        how = said["how"]
        part = how in (How.PERCENT, How.LEFTOVER)
        return Plan(
            how=how,
            place=said["pot"],
            basis_points=int(said["percent"] * 100) if part else 0,
            amount_minor=said["amount"] if how == How.FIXED else 0,
            cap_minor=said["cap"] or None,
            by_date=said["by_date"] if how == How.BY_DATE else None,
            then_place=said["then"],
        )


class BaseRuleFormSet(forms.BaseFormSet[RuleForm]):
    def plans(self) -> list[Plan]:
        """Return the rules in the order that was asked for; without a number they keep their place."""
        told = []
        for row, form in enumerate(self.forms, start=1):
            plan = form.plan()
            if plan:
                told.append((form.cleaned_data["place"] or row, row, plan))
        return [plan for _place, _row, plan in sorted(told, key=lambda each: each[:2])]


RuleFormSet = forms.formset_factory(
    RuleForm, formset=BaseRuleFormSet, extra=2, max_num=MOST_RULES, absolute_max=MOST_RULES
)


class MoveForm(forms.Form):
    """Money from one of one's own places into another."""

    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("Into"))
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Sequence[Place], currency: str, in_hand_minor: int, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"submission": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

        def named(name: str, amount: int) -> str:
            return f"{name} ({ui.money(money.from_minor(amount, currency), currency)})"

        in_hand = (HAND, named(gettext("In hand"), in_hand_minor))
        choices = [(place.key, named(place.name, place.held_minor)) for place in places]
        opened = [choice for choice, place in zip(choices, places, strict=True) if place.pot]
        self.fields["source"].choices = [in_hand, *opened]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["target"].choices = [*choices, in_hand]  # type: ignore[attr-defined]
        self.fields["amount"] = AmountField(currency=currency, label=_("Amount"), max_value=MOST)
        self.order_fields(("source", "target", "amount", "submission"))
