"""Forms of who looks at pieces: the queue, the feedback with its notes at places, the comment bank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms import FilesField
from mentorship.forms.journals import ACCEPT
from mentorship.forms.rubrics import RubricForm
from mentorship.forms.tasks import SkillField
from mentorship.models import Feedback, Mark, Rubric, SavedComment, Skill, SubmissionFile
from mentorship.models.feedback import MOST_STEPS
from mentorship.services import reviews
from portal.accounts.models import User

#: Empty rows below each file for those whose browser runs no scripts.
SPARE_ROWS = 2
MOST_ROWS = 60
_NUMBER = {"inputmode": "decimal"}


class TimeField(forms.CharField):
    """A moment of a sound or film: "1:23", or seconds."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        parts = text.replace(",", ".").split(":")
        try:
            if len(parts) > 3 or any(not re.fullmatch(r"\d{1,5}(\.\d+)?", each) for each in parts):
                raise InvalidOperation
            seconds = Decimal(0)
            for each in parts:
                seconds = seconds * 60 + Decimal(each)
        except InvalidOperation:
            raise forms.ValidationError(_("Write the moment as minutes and seconds, like 1:23.")) from None
        return seconds.quantize(Decimal("0.1"))


class MarkForm(forms.Form):
    """One note at a place; which fields say where depends on the file."""

    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    place: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = bool(data.get("text"))
        placed = [name for name in self.place if data.get(name) is not None]
        if placed and not said and not self.errors:
            self.add_error("text", _("Say something about this place, or empty its fields."))
        for name in self.place:
            if said and name not in placed and name not in self.errors and name != "last_line":
                self.add_error(name, _("Say where."))
        return data

    @property
    def is_said(self) -> bool:
        return bool(self.cleaned_data.get("text"))


class PinForm(MarkForm):
    x = forms.DecimalField(
        label=gettext_lazy("From the left, %"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    y = forms.DecimalField(
        label=gettext_lazy("From the top, %"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    place = ("x", "y")
    field_order = ("x", "y", "text")


class MomentForm(MarkForm):
    seconds = TimeField(label=gettext_lazy("At (minutes:seconds)"), max_length=12, required=False)
    place = ("seconds",)
    field_order = ("seconds", "text")


class LinesForm(MarkForm):
    first_line = forms.IntegerField(
        label=gettext_lazy("From line"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    last_line = forms.IntegerField(
        label=gettext_lazy("To line"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    place = ("first_line", "last_line")
    field_order = ("first_line", "last_line", "text")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first = data.get("first_line")
        if first and not self.errors:
            data["last_line"] = data.get("last_line") or first
            if data["last_line"] < first:
                self.add_error("last_line", _("The last line comes after the first."))
        return data


def row_class(file: SubmissionFile) -> type[MarkForm]:
    """Return the form that says where in `file`."""
    if file.kind == SubmissionFile.Kind.IMAGE:
        return PinForm
    return MomentForm if file.is_timed else LinesForm


@dataclass
class FileRows:
    """A file with the notes on it, and an empty row for scripts to copy."""

    file: SubmissionFile
    rows: list[MarkForm]
    blank: MarkForm


class ReviewForm(RubricForm):
    """All that a reviewer says about a piece: words, steps, levels, notes at places, and what follows."""

    strengths = Feedback._meta.get_field("strengths").formfield(widget=forms.Textarea(attrs={"rows": 3}))
    overall = Feedback._meta.get_field("overall").formfield(widget=forms.Textarea(attrs={"rows": 3}))
    mentor_note = Feedback._meta.get_field("mentor_note").formfield(
        label=gettext_lazy("Note for mentors"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("You and who else accompanies this person read it. They never do."),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What follows"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Feedback.Outcome.REVISION.value, gettext_lazy("They revise it and hand it in again")),
            (Feedback.Outcome.APPROVED.value, gettext_lazy("The task is approved")),
            (Feedback.Outcome.NONE.value, gettext_lazy("Only feedback; I decide later")),
        ],
    )
    enclosed = FilesField(
        label=gettext_lazy("A spoken note or a photo"),
        required=False,
        help_text=gettext_lazy("They hear or see it with your words. At most four files."),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    tab = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self,
        data: Any = None,
        sent: Any = None,
        *,
        rubric: Rubric | None,
        files: Iterable[SubmissionFile],
        draft: Feedback | None = None,
    ) -> None:
        chosen = {each.criterion_id: each.level_id for each in draft.scores.all()} if draft else {}
        super().__init__(data, sent, rubric=rubric, chosen=chosen, initial=_initial(draft))
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"step-{number}"] = forms.CharField(
                label=_("Next step %(number)s") % {"number": number},
                max_length=300,
                required=False,
                initial=self.initial.get(f"step-{number}", ""),
            )
        fields: dict[str, Any] = self.fields
        fields["enclosed"].widget.attrs["accept"] = ACCEPT
        self.kept = list(draft.files.all()) if draft else []
        for file in self.kept:
            label = _("Remove %(name)s") % {"name": file.filename}
            self.fields[f"remove-{file.pk}"] = forms.BooleanField(label=label, required=False)
        marks = list(draft.marks.all()) if draft else []
        self.file_rows = [self._rows_of(file, marks) for file in files]

    def _rows_of(self, file: SubmissionFile, marks: list[Mark]) -> FileRows:
        make, stem = row_class(file), f"mark-{file.pk}"
        if self.is_bound:
            rows = [make(self.data, prefix=f"{stem}-{number}") for number in _numbers(self.data, stem)]
        else:
            own = [mark for mark in marks if mark.file_id == file.pk]
            rows = [make(prefix=f"{stem}-{at}", initial=_place(mark)) for at, mark in enumerate(own)]
            rows += [make(prefix=f"{stem}-{len(own) + spare}") for spare in range(SPARE_ROWS)]
        return FileRows(file=file, rows=rows, blank=make(prefix=f"{stem}-__n__"))

    def is_valid(self) -> bool:
        # Every row is asked, so that each says what is wrong with it.
        wrong = [row for each in self.file_rows for row in each.rows if not row.is_valid()]
        return super().is_valid() and not wrong

    @property
    def kept_rows(self) -> list[tuple[Any, Any]]:
        """Each file that goes with the draft, with the field that removes it."""
        return [(file, self[f"remove-{file.pk}"]) for file in self.kept]

    @property
    def removed(self) -> list[Any]:
        return [file for file in self.kept if self.cleaned_data.get(f"remove-{file.pk}")]

    @property
    def step_fields(self) -> list[Any]:
        return [self[f"step-{number}"] for number in range(1, MOST_STEPS + 1)]

    @property
    def words(self) -> reviews.Words:
        """What `reviews.save_draft` takes, once the form is valid."""
        data = self.cleaned_data
        steps = (" ".join(data[f"step-{number}"].split()) for number in range(1, MOST_STEPS + 1))
        return reviews.Words(
            strengths=data["strengths"].strip(),
            overall=data["overall"].strip(),
            mentor_note=data["mentor_note"].strip(),
            outcome=data["outcome"],
            steps=[each for each in steps if each],
            levels=self.levels,
            marks=[
                reviews.Place(file=each.file.pk, **row.cleaned_data)
                for each in self.file_rows
                for row in each.rows
                if row.is_said
            ],
        )

    def show_standing(self, version: int) -> None:
        """Let the form, sent on an older version, be sent again on the one that stands now."""
        self.data = {**self.data.dict(), "version": str(version)}


def _numbers(data: Any, stem: str) -> list[int]:
    """Return the numbers of the rows of one file that were sent, in order."""
    pattern = re.compile(rf"{re.escape(stem)}-(\d{{1,4}})-text")
    found = (pattern.fullmatch(name) for name in data)
    return sorted({int(match[1]) for match in found if match})[:MOST_ROWS]


def _place(mark: Mark) -> dict[str, Any]:
    minutes, seconds = divmod(mark.seconds or Decimal(0), 60)
    time = f"{minutes:.0f}:{seconds:04.1f}".removesuffix(".0") if mark.seconds is not None else None
    lines = {"first_line": mark.first_line, "last_line": mark.last_line}
    return {"text": mark.text, "x": mark.x, "y": mark.y, "seconds": time, **lines}


def _initial(draft: Feedback | None) -> dict[str, Any]:
    if draft is None:
        return {"version": 0}
    words = {name: getattr(draft, name) for name in ("strengths", "overall", "mentor_note", "outcome", "version")}
    return {**words, **{f"step-{each.position}": each.text for each in draft.steps.all()}}


class QueueForm(forms.Form):
    """Narrows the queue; what makes no sense is passed over."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        to_field_name="handle",
        empty_label=gettext_lazy("Everybody"),
    )
    skill = forms.ModelChoiceField(
        Skill.objects.none(),
        label=gettext_lazy("Skill"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Which"),
        required=False,
        choices=[
            ("", gettext_lazy("All that wait")),
            ("free", gettext_lazy("Nobody looks at it yet")),
            ("mine", gettext_lazy("I have begun")),
            ("given", gettext_lazy("Tasks that I gave")),
        ],
    )

    def __init__(self, *args: Any, people: Any, skills: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset, fields["skill"].queryset = people, skills
        fields["person"].label_from_instance = lambda person: person.display_name

    @property
    def chosen(self) -> Mapping[str, Any]:
        """What the queue is narrowed by, as the selector takes it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CommentForm(forms.Form):
    text = SavedComment._meta.get_field("text").formfield(widget=forms.Textarea(attrs={"rows": 2}))
    skill = SkillField(label=gettext_lazy("Skill it is about"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].offer()  # type: ignore[attr-defined]  # it is a SkillField
