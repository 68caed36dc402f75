"""What a cohort is, who is in it, and what they get to do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mentorship.forms.tasks import TaskForm
from mentorship.models import Cohort, Program
from mentorship.selectors import cohorts
from portal.accounts.models import User
from portal.core.policy import can


class CohortForm(forms.ModelForm[Cohort]):
    """It never saves: the service does."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Cohort
        fields = ["program", "name", "about", "starts_on", "ends_on", "led_by", "is_open"]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 3}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "ends_on": _("Leave both days empty for a cohort that is always on."),
            "program": _("Its tasks are given to whoever joins, due so many days after the first day."),
        }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if can(by, "appoint", Cohort):
            fields["led_by"].queryset = cohorts.leaders()
            fields["led_by"].label_from_instance = lambda person: person.display_name
            fields["led_by"].empty_label = None
        else:
            del fields["led_by"], fields["is_open"]
        if self.instance.pk:
            del fields["submission"], fields["program"]
        else:
            programs = Program.objects.visible_to(by).offered().order_by("name")
            fields["program"].queryset, fields["program"].empty_label = programs, _("None")
            if not programs:
                del fields["program"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first one."))
        return data


class AddMembersForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who joins"), to_field_name="handle", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cohort: Cohort, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = cohorts.to_add(cohort, by)
        field.label_from_instance = lambda person: person.display_name


class TakeInForm(forms.Form):
    """Which of `people` join which cohort: all of them, unless some are left out."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), to_field_name="public_id")
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who joins"), to_field_name="handle", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[User], by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cohort"].queryset = cohorts.changed_by(by)
        fields["people"].queryset = people
        fields["people"].label_from_instance = lambda person: person.display_name
        fields["people"].initial = [each.handle for each in people]


class CohortTaskForm(TaskForm):
    """What members of a cohort are to do: all of them, unless some are left out."""

    def __init__(self, *args: Any, cohort: Cohort, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, by=by, others=cohorts.to_give(cohort, by), **kwargs)
        if who := self.fields.get("also"):
            who.label, who.required = _("Who gets it"), True
            who.initial = [each.handle for each in cohorts.to_give(cohort, by)]
