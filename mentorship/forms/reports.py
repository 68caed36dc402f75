"""What a report is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.selectors.supply_reports import USUAL_DAYS


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


#: Before there were such sites, and long after: a day beyond is a slip of the hand.
BOUNDS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1)))


class PeriodForm(forms.Form):
    """From when until when; a year back by itself."""

    since = forms.DateField(label=_("From"), required=False, widget=DateInput, validators=BOUNDS)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput, validators=BOUNDS)
    days = forms.IntegerField(
        label=_("Within days"), required=False, min_value=7, max_value=730, widget=forms.NumberInput
    )

    def __init__(self, data: Any, *, with_days: bool) -> None:
        today = timezone.localdate()
        usual = {"since": today - timedelta(days=365), "until": today, "days": USUAL_DAYS}
        given = {name: data.get(name) or value for name, value in usual.items()}
        super().__init__(given)
        if not with_days:
            del self.fields["days"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("This is before the first day."))
        return cleaned
