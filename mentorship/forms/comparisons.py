"""What somebody says of two pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Criterion, Preference, Side

BY_CRITERION = [
    ("", gettext_lazy("I leave it open")),
    *((each.value, each.label) for each in Side if each != Side.SKIP),
]


class VerdictForm(forms.Form):
    """Which side is better, why, and by which criterion."""

    side = forms.ChoiceField(
        label=gettext_lazy("Which is better?"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=Preference._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What do you see or hear that decides it? Name nobody."),
        error_messages={"required": gettext_lazy("Say in a few words why.")},
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for each in self.criteria:
            self.fields[self._name(each)] = forms.ChoiceField(
                label=_("By “%(criterion)s”") % {"criterion": each.name},
                help_text=each.description,
                choices=BY_CRITERION,
                required=False,
            )

    @property
    def by_criterion(self) -> dict[Criterion, str]:
        """What was said by each criterion about which something was said."""
        said = {each: self.cleaned_data.get(self._name(each), "") for each in self.criteria}
        return {each: side for each, side in said.items() if side}

    @staticmethod
    def _name(criterion: Criterion) -> str:
        return f"criterion_{criterion.pk}"


class KindsForm(forms.Form):
    """Which files of a dataset are wanted."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What to take along"),
        choices=[
            ("preference", gettext_lazy("Preferences: which of two is better")),
            ("unpaired", gettext_lazy("Single pieces: approved or sent back")),
            ("ratings", gettext_lazy("Ratings by criterion, of mentors and of oneself")),
        ],
        initial=["preference", "unpaired", "ratings"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
