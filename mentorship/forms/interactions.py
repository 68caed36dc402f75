"""Noting what passed with somebody, and what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Interaction

SEGMENTS = {"class": "segments"}


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


class LaterForm(forms.Form):
    """When a next step is due instead."""

    to = forms.DateField(label=gettext_lazy("Later"), widget=forms.DateInput(attrs={"type": "date"}))
