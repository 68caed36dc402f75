"""Forms about people who may join."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms.fields import PersonField
from mentorship.forms.interactions import SEGMENTS, NextStepMixin
from mentorship.models import Prospect, Reason, Skill, Stage, Weekday
from mentorship.models.prospects import PUT_OFF
from mentorship.services.prospects import MOVES
from portal.accounts import roles
from portal.accounts.models import User


def skill_choices(value: str = "pk") -> list[tuple[str, list[tuple[Any, str]]]]:
    """Return the skills by discipline. One query."""
    offered = Skill.objects.select_related("discipline").order_by("discipline__name", "name")
    return [
        (discipline.name, [(getattr(skill, value), skill.name) for skill in skills])
        for discipline, skills in groupby(offered, key=lambda skill: skill.discipline)
    ]


class ProspectForm(forms.ModelForm[Prospect]):
    """What is written down about somebody. It never saves: the services do."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=Weekday.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SEGMENTS),
    )

    class Meta:
        model = Prospect
        fields = [
            *("name", "phone", "email", "consent_how", "skills", "place", "source", "source_note", "age_band"),
            *("guardian_name", "guardian_contact", "languages", "weekdays", "hours_per_week", "paused_until"),
            "staff_note",
        ]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "consent_how": forms.RadioSelect(attrs=SEGMENTS),
            "skills": forms.CheckboxSelectMultiple,
            "hours_per_week": forms.TextInput(attrs={"inputmode": "numeric"}),
            "paused_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "staff_note": forms.Textarea(attrs={"rows": 3}),
        }

    #: What belongs behind “More”, so that the first glance is short.
    MORE = (
        *("source", "source_note", "age_band", "guardian_name", "guardian_contact", "languages", "weekdays"),
        *("hours_per_week", "paused_until", "staff_note"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = skill_choices()  # type: ignore[attr-defined]
        consent = self.fields["consent_how"]
        consent.choices = Prospect.ConsentHow.choices  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["weekdays"] = self.instance.weekday_codes

    def clean_weekdays(self) -> str:
        return ",".join(self.cleaned_data["weekdays"])

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("age_band") in User.MINOR:
            for name in ("guardian_name", "guardian_contact"):
                if name not in self.errors and not said.get(name):
                    self.add_error(
                        name, _("They are a minor: somebody answers for them, and we can reach that one.")
                    )
        return said

    def _post_clean(self) -> None:
        """Leave the model's constraints to the service: they are worded for nobody."""

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in self.MORE and not self[name].is_hidden]

    @property
    def more_fields(self) -> list[Any]:
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def is_more_open(self) -> bool:
        """Whether something behind “More” wants to be looked at."""
        return any(name in self.errors for name in self.MORE)


class NewProspectForm(NextStepMixin, ProspectForm):  # type: ignore[misc]  # a form and a model's form
    """Somebody whom one has just met."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    mentor = PersonField(role=roles.MENTOR, label=gettext_lazy("For the mentor"), required=False)
    field_order = ["name", "phone", "consent_how", "skills", "next_step", "due_in", "next_step_date"]
    MORE = ("email", "place", *ProspectForm.MORE, "mentor")

    class Meta(ProspectForm.Meta):
        pass

    def __init__(self, *args: Any, runs_chapter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not runs_chapter:
            del self.fields["mentor"]

    @property
    def words(self) -> dict[str, Any]:
        """What the service is told."""
        passed_over = {"due_in", *self.next_words}
        return {name: value for name, value in self.cleaned_data.items() if name not in passed_over}


class FindProspectsForm(forms.Form):
    """Narrows the list and the board; what makes no sense is passed over."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=80)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    skill = forms.ModelChoiceField(
        Skill.objects.order_by("name"),
        label=gettext_lazy("Skill"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=80)
    source = forms.ChoiceField(label=gettext_lazy("How we met"), required=False)
    mentor = PersonField(role=roles.MENTOR, label=gettext_lazy("Mentor"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
    SORTS = [
        ("", gettext_lazy("Moved last first")),
        ("oldest", gettext_lazy("Longest in their stage")),
        ("silent", gettext_lazy("Longest without a contact")),
        ("name", gettext_lazy("By name")),
    ]

    def __init__(self, *args: Any, runs_chapter: bool, board: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        self.fields["stage"].choices = [everything, *Stage.choices]  # type: ignore[attr-defined]
        self.fields["source"].choices = [everything, *Prospect.Source.choices]  # type: ignore[attr-defined]
        self.fields["sort"].choices = self.SORTS  # type: ignore[attr-defined]
        if not runs_chapter:
            del self.fields["mentor"]
        if board:
            del self.fields["stage"], self.fields["sort"]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the list is narrowed by."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    @property
    def order(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("sort", ""))


class MoveForm(forms.Form):
    """Where somebody goes in the pipeline, and why if they are put off."""

    to = forms.ChoiceField(label=gettext_lazy("Move to"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    reason_text = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=240)

    def __init__(self, *args: Any, prospect: Prospect, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = MOVES[prospect.stage]
        self.fields["to"].choices = [(to, Stage(to).label) for to in allowed]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", _("Choose")), *Reason.choices]  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _("Needed when you defer or decline somebody.")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("to") in PUT_OFF and not said.get("reason"):
            self.add_error("reason", _("Say why: next year somebody will want to know."))
        return said


class AssessForm(forms.Form):
    """How far somebody is in one skill: the skill and the level are one choice."""

    level = forms.ChoiceField(label=gettext_lazy("Skill and level"))
    evidence = forms.CharField(
        label=gettext_lazy("What shows it"),
        max_length=240,
        help_text=gettext_lazy("What they showed you or told you. They may read this later."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for mentors and coordinators"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = Skill.objects.prefetch_related("levels").order_by("name")
        self.skills = {skill.slug: skill for skill in skills}
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((skill.name, self._levels(skill)) for skill in skills),
        ]

    @staticmethod
    def _levels(skill: Skill) -> list[tuple[str, str]]:
        levels = [(level.number, f"{level.number} · {level.name}") for level in skill.levels.all()]
        named = [(0, _("Beginner")), *levels]
        return [(f"{skill.slug}:{number}", f"{skill.name}: {name}") for number, name in named]

    @property
    def words(self) -> dict[str, Any]:
        slug, _colon, number = self.cleaned_data["level"].rpartition(":")
        rest = {name: self.cleaned_data[name] for name in ("evidence", "note")}
        return {"skill": self.skills[slug], "level": int(number), **rest}


class HandOverForm(forms.Form):
    mentor = PersonField(role=roles.MENTOR, label=gettext_lazy("To whom"))


class SaveViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of this view"), max_length=60)


class MergeForm(forms.Form):
    """Which of two words holds where two notes differ."""

    def __init__(
        self, *args: Any, keep: Prospect, other: Prospect, names: Any, nothing: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            ours, theirs = (self._shown(each, name) for each in (keep, other))
            if ours == theirs or {getattr(keep, name), getattr(other, name)} & set(nothing):
                continue
            label = Prospect._meta.get_field(name).verbose_name
            self.fields[name] = forms.ChoiceField(
                label=str(label).capitalize(),
                choices=[("keep", ours), ("take", theirs)],
                initial="keep",
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _shown(prospect: Prospect, name: str) -> str:
        if name == "weekdays":
            return ", ".join(prospect.weekday_names)
        shown = getattr(prospect, f"get_{name}_display", None)
        return str(shown() if shown else getattr(prospect, name))

    @property
    def taken(self) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value == "take"]
