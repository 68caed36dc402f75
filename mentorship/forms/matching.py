"""Forms about mentors and requests to them."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms import PairingForm, PersonField
from mentorship.models import MentorProfile, MentorRequest, Skill, Weekday
from portal.accounts import roles


def skills_by_discipline() -> list[tuple[str, list[tuple[int, str]]]]:
    """The choices of a field of skills. One query."""
    offered = Skill.objects.select_related("discipline").order_by("discipline__name", "name")
    return [
        (discipline.name, [(skill.pk, skill.name) for skill in skills])
        for discipline, skills in groupby(offered, key=lambda skill: skill.discipline)
    ]


class FindMentorsForm(forms.Form):
    """Narrows the list of mentors; what makes no sense is passed over."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    skill = forms.ModelChoiceField(
        Skill.objects.none(), label=_("Skill"), required=False, to_field_name="slug", empty_label=_("All")
    )
    language = forms.CharField(label=_("Language"), required=False, max_length=40)
    place = forms.CharField(label=_("Place"), required=False, max_length=80)
    free = forms.BooleanField(label=_("Free places only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taught = Skill.objects.filter(mentors__isnull=False).distinct().order_by("name")
        self.fields["skill"].queryset = taught  # type: ignore[attr-defined]  # it is a ModelChoiceField

    @property
    def chosen(self) -> dict[str, Any]:
        """What the mentors are narrowed by."""
        self.is_valid()
        names = {"q": "text", "free": "is_free"}
        return {names.get(name, name): value for name, value in self.cleaned_data.items() if value}


class MentorProfileForm(forms.ModelForm[MentorProfile]):
    """What a mentor tells. It never saves: the service does."""

    weekdays = forms.MultipleChoiceField(
        label=_("Days"),
        choices=Weekday.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = MentorProfile
        fields = [
            *("about", "skills", "languages", "capacity", "takes_requests"),
            *("weekdays", "hours_per_week", "paused_until"),
        ]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5}),
            "skills": forms.CheckboxSelectMultiple,
            "paused_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"paused_until": _("Until this day nobody can ask you.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = skills_by_discipline()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["weekdays"] = self.instance.weekday_codes

    def clean_weekdays(self) -> str:
        return ",".join(code for code in Weekday.values if code in self.cleaned_data["weekdays"])


class AskMentorForm(forms.Form):
    message = MentorRequest._meta.get_field("message").formfield(widget=forms.Textarea(attrs={"rows": 6}))
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=MentorRequest.Reason.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("In your words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read it; a name of somebody who fits better helps."),
    )
    is_final = forms.BooleanField(label=_("I want no more requests from this person"), required=False)


class PairForm(PairingForm):
    """Who is to accompany whom, perhaps beyond the places of the mentor."""

    over_capacity = forms.BooleanField(label=_("Even if all places of the mentor are taken"), required=False)


class ChangeMentorForm(forms.Form):
    mentor = PersonField(role=roles.MENTOR, label=_("Who goes on"))
    over_capacity = forms.BooleanField(label=_("Even if all places of the mentor are taken"), required=False)
