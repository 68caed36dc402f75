"""What makers fill in about where a piece comes from."""

from typing import Any

from django import forms

from shop.models import Listing, Provenance
from shop.selectors import provenance


class ProvenanceForm(forms.ModelForm[Provenance]):
    class Meta:
        model = Provenance
        fields = ("materials", "method", "shows_levels", "entries")
        widgets = {
            "materials": forms.Textarea(attrs={"rows": 4}),
            "method": forms.Textarea(attrs={"rows": 6}),
            "entries": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, instance=getattr(listing, "provenance", None), **kwargs)
        field: Any = self.fields["entries"]
        field.queryset = provenance.entries_to_choose(listing=listing)
        field.label_from_instance = lambda entry: f"{entry.happened_on:%Y-%m-%d}: {entry.text[:80]}"
        if not field.queryset:
            del self.fields["entries"]
