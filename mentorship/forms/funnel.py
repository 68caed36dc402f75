"""How the report about people who may join is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mentorship.selectors.funnel import GROUPS


class FunnelForm(forms.Form):
    """How the report is grouped, and whom it counts."""

    by = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Found from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    NAMES = {
        "mentor": gettext_lazy("Mentor"),
        "place": gettext_lazy("Place"),
        "skill": gettext_lazy("Skill"),
        "source": gettext_lazy("How we met"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [(group, self.NAMES[group]) for group in GROUPS]  # type: ignore[attr-defined]

    @property
    def group(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("by") or "mentor"

    @property
    def period(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in ("since", "until")}
