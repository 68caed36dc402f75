"""Forms about ages, guardians and consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Consent, Guardian, User
from portal.accounts.selectors import guardians_of


class AgeForm(forms.Form):
    age_band = forms.ChoiceField(
        label=_("Age"),
        widget=forms.RadioSelect,
        choices=[choice for choice in User.AgeBand.choices if choice[0] != User.AgeBand.UNKNOWN],
        help_text=_("Nobody else sees it. The birthday is not kept."),
    )


class GuardianForm(forms.ModelForm):
    """Never saves: the service does."""

    class Meta:
        model = Guardian
        fields = ["name", "contact", "relation"]


class GuardiansConsentForm(forms.Form):
    """A guardian said yes, on paper or by word; it is written down here."""

    kind = forms.ChoiceField(label=_("To what"), choices=Consent.Kind.choices)
    guardian = forms.ModelChoiceField(Guardian.objects.none(), label=_("Who consents"), empty_label=None)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guardian"]
        field.queryset = guardians_of(person)  # type: ignore[attr-defined]  # it is a ModelChoiceField
        field.label_from_instance = lambda guardian: guardian.name  # type: ignore[attr-defined]  # as above
