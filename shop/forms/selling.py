"""What sellers fill in about their shop as a whole."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.forms.fields import AmountField, CountryField
from shop.models import Seller
from shop.services.shipping import Rate


class TermsForm(forms.ModelForm[Seller]):
    class Meta:
        model = Seller
        fields = ("pickup", "policy", "takes_tips", "away_until", "away_note")
        widgets = {
            "pickup": forms.Textarea(attrs={"rows": 3}),
            "policy": forms.Textarea(attrs={"rows": 4}),
            "away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "away_until": _(
                "Until then nothing of yours can be bought; your pieces stay visible. Empty: you are here."
            ),
        }

    def clean_away_until(self) -> Any:
        day = self.cleaned_data["away_until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come, or leave this empty."))
        return day


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("For yourself, such as “Small parcels”. Buyers do not see it.")
    )


class RateForm(forms.Form):
    country = CountryField(label=_("Country"), required=False, help_text=_("Empty: every other country."))
    first = AmountField(label=_("First piece"), required=False)
    more = AmountField(
        label=_("Each further piece"), required=False, help_text=_("Empty: the same parcel, no more.")
    )
    free_from = AmountField(
        label=_("Free from"), required=False, help_text=_("Worth of your pieces in one order.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.has_changed() and not self.errors and cleaned.get("first") is None:
            said = [cleaned.get(name) for name in ("country", "more", "free_from")]
            if any(value is not None for value in said):
                self.add_error("first", _("Say what the first piece costs; 0 for nothing."))
        return cleaned

    def rate(self) -> Rate | None:
        given = self.cleaned_data
        if given.get("first") is None:
            return None
        country = given["country"].pk if given["country"] else ""
        return Rate(country, given["first"], given["more"] or 0, given["free_from"] or None)


RateFormSet = forms.formset_factory(RateForm, extra=3, max_num=40, absolute_max=60)
