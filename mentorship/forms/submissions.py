"""Forms of who works on a task: handing in, asking for time, answering feedback."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms import FilesField
from mentorship.forms.rubrics import RubricForm
from mentorship.forms.tasks import DayField
from mentorship.models import Extension, Feedback, Project, Skill, Submission, Task
from mentorship.models.tasks import LEAST_HOURS, MOST_HOURS


class SubmitForm(RubricForm):
    """The next piece for a task: a work, files or words, and how far one thinks that one came."""

    note = Submission._meta.get_field("note").formfield(widget=forms.Textarea(attrs={"rows": 4}))
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("A work of yours"),
        required=False,
        to_field_name="public_id",
        empty_label=_("None"),
        help_text=_("Its files are copied as they are now. Who sees the work itself does not change."),
    )
    files = FilesField(
        label=_("Or files"),
        required=False,
        help_text=_("Only you and whoever accompanies you see them. Place, device and date are removed."),
    )
    hours = Submission._meta.get_field("hours").formfield(
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        localize=True,
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("project", "files", "note", "hours")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, rubric=task.rubric, **kwargs)
        works = Project.objects.filter(owner=task.participant).order_by("-updated_at", "-pk")
        self.fields["project"].queryset = works  # type: ignore[attr-defined]  # a field with rows

    @property
    def handed_in(self) -> dict[str, Any]:
        """What `submissions.submit` takes."""
        named = {name: self.cleaned_data[name] for name in ("note", "project", "files", "hours", "form")}
        return {**named, "ratings": self.levels}


class MoreTimeForm(forms.Form):
    wanted_due_at = DayField(label=_("Until"))
    reason = Extension._meta.get_field("reason").formfield(widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(forms.Form):
    due_at = DayField(label=_("New day"))


class ExtensionAnswerForm(forms.Form):
    words = Extension._meta.get_field("answer").formfield(required=False)


class LevelForm(forms.Form):
    """The level of a skill that an approved piece shows."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    evidence = forms.CharField(
        label=_("What shows it"), max_length=240, help_text=_("Everybody may read this on their pages.")
    )

    def __init__(self, *args: Any, skill: Skill | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = skill.levels.order_by("number") if skill else []
        self.fields["level"].choices = [  # type: ignore[attr-defined]  # a field with choices
            (each.number, f"{each.number} · {each.name}") for each in levels
        ]


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class UsefulForm(forms.Form):
    usefulness = forms.ChoiceField(
        label=_("Was this useful?"),
        help_text=_("Only you see your answer; the chapter sees sums."),
        choices=Feedback.Usefulness.choices,
        widget=forms.RadioSelect,
    )
