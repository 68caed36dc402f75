"""Forms about people who may join."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms.fields import PersonField
from mentorship.importing import COLUMNS
from mentorship.models import ImportBatch, Interaction, Prospect, Reason, Skill, Stage, Weekday
from mentorship.models.prospects import PUT_OFF
from mentorship.selectors.funnel import GROUPS
from mentorship.services.prospects import MOVES
from portal.accounts import roles
from portal.accounts.models import User

SEGMENTS = {"class": "segments"}


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


class NextStepMixin(forms.Form):
    """What comes next and by when, in two touches."""

    DUE = [
        ("1", gettext_lazy("Tomorrow")),
        ("3", gettext_lazy("In 3 days")),
        ("7", gettext_lazy("In a week")),
        ("30", gettext_lazy("In a month")),
        ("day", gettext_lazy("On a day")),
        ("none", gettext_lazy("Nothing comes next")),
    ]
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "next-steps", "autocomplete": "off"}),
    )
    due_in = forms.ChoiceField(
        label=gettext_lazy("By when"), choices=DUE, initial="7", widget=forms.RadioSelect(attrs=SEGMENTS)
    )
    next_step_date = forms.DateField(
        label=gettext_lazy("Which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        due, step = said.get("due_in", ""), " ".join(said.get("next_step", "").split())
        day = said.get("next_step_date")
        if due == "none":
            return {**said, "next_step": "", "next_step_date": None, "no_next_step": True}
        if due and not step and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what comes next, or choose “Nothing comes next”."))
        if due == "day" and day is None and "next_step_date" not in self.errors:
            self.add_error("next_step_date", _("Choose the day."))
        if due.isdecimal():
            day = timezone.localdate() + timedelta(days=int(due))
        return {**said, "next_step": step, "next_step_date": day, "no_next_step": False}

    @property
    def next_words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("next_step", "next_step_date", "no_next_step")}


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


class ContactForm(NextStepMixin, forms.Form):
    """What passed with somebody, noted in half a minute."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    channel = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=Interaction.Channel.choices,
        initial=Interaction.Channel.PHONE,
        widget=forms.RadioSelect(attrs=SEGMENTS),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=Interaction.Outcome.choices,
        initial=Interaction.Outcome.REACHED,
        widget=forms.RadioSelect(attrs=SEGMENTS),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    settles = forms.BooleanField(required=False, initial=True)
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        help_text=gettext_lazy("Left empty it was just now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=Interaction.Visibility.choices,
        initial=Interaction.Visibility.STAFF,
        widget=forms.RadioSelect,
    )
    field_order = ["channel", "outcome", "notes", "settles", "next_step", "due_in", "next_step_date"]
    MORE = ("happened_at", "minutes", "visibility")

    def __init__(self, *args: Any, due: Interaction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if due is None:
            del self.fields["settles"]
        else:
            self.fields["settles"].label = _("This was done with it: %(step)s") % {"step": due.next_step}

    @classmethod
    def of(cls, interaction: Interaction, data: Any = None) -> ContactForm:
        """Return the form that corrects `interaction`."""
        names = (
            "channel",
            "outcome",
            "notes",
            "happened_at",
            "minutes",
            "visibility",
            "next_step",
            "next_step_date",
        )
        initial = {name: getattr(interaction, name) for name in names}
        initial["happened_at"] = timezone.localtime(interaction.happened_at)
        initial["due_in"] = "none" if interaction.no_next_step else "day"
        return cls(data, initial=initial)

    @property
    def words(self) -> dict[str, Any]:
        passed_over = {"due_in", "settles", "client_id"}
        words = {name: value for name, value in self.cleaned_data.items() if name not in passed_over}
        if words["happened_at"] is None:
            del words["happened_at"]
        return words

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in (*self.MORE, "client_id")]

    @property
    def more_fields(self) -> list[Any]:
        return [self[name] for name in self.MORE]

    @property
    def is_more_open(self) -> bool:
        return any(name in self.errors for name in self.MORE)


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


class LaterForm(forms.Form):
    """When a next step is due instead."""

    to = forms.DateField(label=gettext_lazy("Later"), widget=forms.DateInput(attrs={"type": "date"}))


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


class UploadTableForm(forms.Form):
    """A table of people."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV or XLSX, the heads of the columns in the first row, at most 10,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class MappingForm(forms.Form):
    """Which column holds what, and what holds for every row."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", _("Not in this table")), *((str(at), head or _("Column %(number)s") % {"number": at + 1})
                   for at, head in enumerate(batch.columns))]  # fmt: skip
        for field, (label, _names) in COLUMNS.items():
            at = batch.mapping.get(field)
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=label, choices=columns, required=False, initial="" if at is None else str(at)
            )
        unsaid = ("", _("As the table says"))
        self.fields["all_consent_how"] = forms.ChoiceField(
            label=_("All of them agreed to be contacted"),
            choices=[unsaid, *Prospect.ConsentHow.choices],
            required=False,
            initial=batch.defaults.get("consent_how", ""),
            help_text=_("Holds where the table says nothing. Without their agreement nobody is taken in."),
        )
        self.fields["all_consented_at"] = forms.DateField(
            label=_("They agreed on"),
            required=False,
            initial=batch.defaults.get("consented_at", ""),
            widget=forms.DateInput(attrs={"type": "date"}),
        )
        self.fields["all_source"] = forms.ChoiceField(
            label=_("How we met all of them"),
            choices=[unsaid, *Prospect.Source.choices],
            required=False,
            initial=batch.defaults.get("source", ""),
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("column_name"):
            self.add_error("column_name", _("Say which column holds the name."))
        if not (said.get("column_consent_how") or said.get("all_consent_how")):
            self.add_error("all_consent_how", _("Say how they agreed to be contacted."))
        return said

    @property
    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    @property
    def default_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("all_")]

    @property
    def mapping(self) -> dict[str, int]:
        said = {name.removeprefix("column_"): value for name, value in self.cleaned_data.items() if value != ""}
        return {name: int(said[name]) for name in COLUMNS if name in said}

    @property
    def defaults(self) -> dict[str, str]:
        said = {name.removeprefix("all_"): value for name, value in self.cleaned_data.items() if value}
        return {name: str(said[name]) for name in ("consent_how", "consented_at", "source") if name in said}


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
