"""What is typed where badges are given and taken away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.selectors import recognition
from leaderboard.services.badges import AT_ONCE
from mentorship.models import Cohort
from mentorship.selectors.cohorts import cohorts_of
from portal.accounts.models import User


class WhoForm(forms.Form):
    """Whom one looks for; what makes no sense is passed over."""

    name = forms.CharField(label=_("Name"), required=False, max_length=80)
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("Cohort"), required=False, to_field_name="public_id", empty_label=_("All")
    )

    def __init__(self, data: Any, *, by: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["cohort"]
        field.queryset = cohorts_of(by)

    @property
    def narrowed(self) -> dict[str, Any]:
        self.is_valid()
        return {"name": self.cleaned_data.get("name", ""), "cohort": self.cleaned_data.get("cohort")}


class AwardForm(forms.Form):
    badge = forms.ModelChoiceField(
        recognition.to_give(), label=_("Badge"), to_field_name="slug", empty_label=None, widget=forms.RadioSelect
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who gets it"), to_field_name="handle", widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=240,
        help_text=_("Stands with the badge, for everybody who gets it."),
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args: Any, by: Any, narrowed: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = recognition.may_get(by)
        people.label_from_instance = lambda person: person.display_name
        shown = list(recognition.may_get(by, **narrowed)[: AT_ONCE + 1])
        people.choices = [(each.handle, each.display_name) for each in shown[:AT_ONCE]]
        #: Not everybody fits on the page: look for a name or a cohort.
        self.has_more = len(shown) > AT_ONCE
