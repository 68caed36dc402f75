"""What the figures of the chapter are asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms.reports import PeriodForm
from mentorship.models import Cohort, Skill
from portal.chapter import figures


class FiguresForm(PeriodForm):
    """From when until when, of whom, and how they are told apart; a year back, by month, by itself."""

    by = forms.ChoiceField(label=_("By"), required=False, choices=list(figures.GROUPS.items()))
    place = forms.ChoiceField(label=_("Place"), required=False)
    skill = forms.ModelChoiceField(
        Skill.objects.order_by("name"),
        label=_("Skill"),
        required=False,
        to_field_name="slug",
        empty_label=_("All"),
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.newest_first(),
        label=_("Cohort"),
        required=False,
        to_field_name="public_id",
        empty_label=_("All"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, with_days=False)
        self.data = {**self.data, **{name: data.get(name, "") for name in ("by", "place", "skill", "cohort")}}
        places: Any = self.fields["place"]
        places.choices = [("", _("All")), *((name, name) for name in figures.places())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return {**cleaned, "by": cleaned.get("by") or figures.MONTH}

    @property
    def asked(self) -> figures.Asked:
        return figures.Asked(**{name: value for name, value in self.cleaned_data.items() if name != "by"})
