"""Forms about a diary."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms import FilesField
from mentorship.models import JournalEntry, JournalPrompt, Project, Skill
from mentorship.models.journals import DAY
from mentorship.selectors import journals

ACCEPT = "image/*,.heic,.heif,audio/*,.m4a,.mp3,.ogg,.wav,video/mp4,.mp4,.mov,.webm"


class EntryForm(forms.ModelForm[JournalEntry]):
    """What happened, and when. It never saves: the services do."""

    files = FilesField(
        label=gettext_lazy("Photos or sounds"),
        required=False,
        help_text=gettext_lazy("Place, device and date are removed from them."),
    )

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes spent"),
        required=False,
        min_value=1,
        max_value=DAY,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = JournalEntry
        fields = ["text", "happened_on", "minutes", "mood", "skill", "task", "visibility"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "happened_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "visibility": forms.RadioSelect,
        }
        labels = {"text": gettext_lazy("What did you do, see, learn?")}
        help_texts = {"visibility": gettext_lazy("You can change this at any time.")}

    field_order = ["text", "files", "happened_on", "minutes", "mood", "skill", "task", "visibility"]

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["files"].widget.attrs["accept"] = ACCEPT
        fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        fields["skill"].queryset = journals.skills_in(owner)
        fields["skill"].empty_label = _("None in particular")
        fields["task"].queryset = journals.tasks_for(owner, self.instance.task_id)
        fields["task"].empty_label = _("None in particular")
        fields["mood"].choices = [("", _("I do not say")), *JournalEntry.Mood.choices]
        fields["visibility"].choices = [(each.value, each.label) for each in JournalEntry.OFFERED]

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def more_is_open(self) -> bool:
        """Whether one of the fields that need not be filled has something to say."""
        named = ("happened_on", "minutes", "mood", "skill", "task", "visibility")
        return any(self.errors.get(name) for name in named) or any(name in self.changed_data for name in named)

    def _post_clean(self) -> None:
        """Leave the model's constraints to the service: whose entry it is is not in the form."""


class NewEntryForm(EntryForm):
    """A new entry: a few words are enough."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    prompt = forms.ModelChoiceField(
        JournalPrompt.objects.offered(), required=False, widget=forms.HiddenInput, label=gettext_lazy("Question")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = timezone.localdate


class JournalForm(EntryForm):
    """An entry as it is, with what its pictures show, and files that are to go."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: JournalEntry, **kwargs: Any) -> None:
        initial = {"version": instance.version} | kwargs.pop("initial", {})
        super().__init__(*args, instance=instance, initial=initial, owner=instance.owner, **kwargs)
        self.kept = list(instance.files.all())
        self.fields["files"].label = _("More photos or sounds")
        for file in self.kept:
            if file.kind == file.Kind.IMAGE:
                self.fields[f"alt-{file.pk}"] = forms.CharField(
                    label=_("What it shows"), max_length=240, required=False, initial=file.alt_text
                )
            self.fields[f"remove-{file.pk}"] = forms.BooleanField(label=_("Remove it"), required=False)

    @property
    def kept_rows(self) -> list[tuple[Any, Any, Any]]:
        """Each kept file with its fields: (file, what it shows or None, remove)."""
        names = [(file, f"alt-{file.pk}", f"remove-{file.pk}") for file in self.kept]
        return [(file, self[alt] if alt in self.fields else None, self[gone]) for file, alt, gone in names]

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, chosen and ticked, as the service takes it."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("text", "happened_on", "minutes", "mood", "skill", "task")}
        return values | {
            "files": data["files"],
            "seen_version": data["version"],
            "remove": [file for file in self.kept if data[f"remove-{file.pk}"]],
            "alt_texts": {file.pk: data[f"alt-{file.pk}"] for file in self.kept if f"alt-{file.pk}" in data},
        }


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your reply"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class MakingForm(forms.Form):
    """The work on which a photo is to stand."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("Work"),
        to_field_name="public_id",
        empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("Whoever sees the work sees the photo there, below “How it was made”."),
    )

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = journals.works_for(owner)  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Narrows one's own diary; what makes no sense is passed over."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=80)
    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)
    skill = forms.ModelChoiceField(
        Skill.objects.none(),
        label=gettext_lazy("Skill"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)

    def __init__(self, *args: Any, owner: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        named = [(f"{month:%Y-%m}", f"{MONTHS[month.month]} {month.year}") for month in months]
        fields["month"].choices = [("", _("All")), *named]
        fields["skill"].queryset = journals.skills_in(owner)
        fields["visibility"].choices = [
            ("", _("All")),
            *((each.value, each.label) for each in JournalEntry.OFFERED),
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the entries are narrowed by, as the selector takes it."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in found:
            found["text"] = found.pop("q")
        if "month" in found:
            found["month"] = date.fromisoformat(f"{found['month']}-01")
        return found
