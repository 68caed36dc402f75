"""Forms about works and skills."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms.fields import PersonField
from mentorship.models import Commission, Project, ProjectFile, Skill, UserSkill, Visibility
from mentorship.selectors import KindsOfWork, crafts
from portal.accounts import roles
from portal.core import captions, uploads


class FilterForm(forms.Form):
    """Narrows the list of works; anything unknown is simply not narrowed by."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    discipline = forms.ChoiceField(label=_("Discipline"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    maker = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "discipline": [(craft.slug, craft.name) for craft in crafts()],
            "kind": Project.MediaType.choices,
        }
        for name, values in offered.items():
            self.fields[name].choices = [("", _("All")), *values]  # type: ignore[attr-defined]


class OwnWorksFilter(forms.Form):
    """Narrows one person's works by what there is among them; what makes no sense is passed over."""

    discipline = forms.ChoiceField(label=_("Discipline"), required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, choices: KindsOfWork, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"discipline": choices.disciplines, "skill": choices.skills, "kind": choices.kinds}
        for name, values in offered.items():
            named = sorted(values.items(), key=lambda pair: pair[1].casefold())
            self.fields[name].choices = [("", _("All")), *named]  # type: ignore[attr-defined]
            if len(values) < 2:  # there is nothing to choose
                del self.fields[name]

    @property
    def chosen(self) -> dict[str, str]:
        """What the works are narrowed by."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FilesInput(forms.ClearableFileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": uploads.ACCEPT})


class FilesField(forms.FileField):
    """A list of uploaded files; what is in them the service looks at."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list | tuple) and data else [data or None]
        return [file for each in chosen if (file := super(FilesField, self).clean(each, initial))]


class ProjectForm(forms.ModelForm[Project]):
    """What a work is called, is, and who sees it. It never saves: the services do."""

    class Meta:
        model = Project
        fields = [
            *("title", "media_type", "description", "skills", "status", "licence", "takes_commissions"),
            "visibility",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "skills": forms.CheckboxSelectMultiple,
            "visibility": forms.RadioSelect,
        }
        help_texts = {
            "visibility": _("You can change this at any time."),
            "licence": _("What others may do with it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Skill.objects.select_related("discipline").order_by("discipline__name", "name")
        self.fields["skills"].choices = [  # type: ignore[attr-defined]  # a field with choices
            (discipline.name, [(skill.pk, skill.name) for skill in skills])
            for discipline, skills in groupby(offered, key=lambda skill: skill.discipline)
        ]
        self.fields["media_type"].choices = [("", _("Choose")), *Project.MediaType.choices]  # type: ignore[attr-defined]
        self.fields["visibility"].choices = Project.Visibility.choices  # type: ignore[attr-defined]


class NewProjectForm(ProjectForm):
    """A work together with its first files."""

    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "Pictures, sounds, videos (MP4, WebM), text or source code; several at once. The first picture becomes"
            " the cover. Place, device and date are removed from pictures."
        ),
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    field_order = ["title", "media_type", "files"]


class AddFilesForm(forms.Form):
    files = FilesField(label=_("Add files"), help_text=_("Several at once if you like."))


class UploadForm(forms.Form):
    """What a browser says about a file before it sends it in parts."""

    name = forms.CharField(max_length=500)
    size = forms.IntegerField(min_value=0, max_value=10**13)


class FileForm(forms.ModelForm[ProjectFile]):
    """The words of one file, and perhaps another file in its place."""

    captions_file = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_("WebVTT (.vtt) or SubRip (.srt). They run with the film, and fill the words below if empty."),
        widget=forms.FileInput(attrs={"accept": captions.ACCEPT}),
    )
    poster = forms.FileField(
        label=_("Picture that stands for it"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    replacement = forms.FileField(
        label=_("Use another file instead"),
        required=False,
        help_text=_("Its address and its words stay."),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPT}),
    )

    class Meta:
        model = ProjectFile
        fields = ["alt_text", "is_decorative", "caption", "is_process", "transcript"]
        widgets = {"transcript": forms.Textarea(attrs={"rows": 4})}

    #: Fields that make sense for some kinds only.
    ONLY_FOR = {
        "alt_text": {ProjectFile.Kind.IMAGE},
        "is_decorative": {ProjectFile.Kind.IMAGE},
        "transcript": {ProjectFile.Kind.AUDIO, ProjectFile.Kind.VIDEO},
        "captions_file": {ProjectFile.Kind.VIDEO},
        "poster": {ProjectFile.Kind.VIDEO},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in self.ONLY_FOR.items():
            if self.instance.kind not in kinds:
                del self.fields[name]

    @property
    def words(self) -> dict[str, Any]:
        """What was typed and ticked, of the fields that it has."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class AskForm(forms.ModelForm[Commission]):
    """What somebody would like to have made; visitors say who they are and where the answer goes."""

    #: Nobody sees it; whoever fills it is no person.
    website = forms.CharField(required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Commission
        fields = ["message", "budget", "name", "email"]
        widgets = {
            "message": forms.Textarea(attrs={"rows": 6}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, asker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asker.is_authenticated:
            del self.fields["name"], self.fields["email"]
        else:
            self.fields["email"].required = True

    @property
    def is_by_machine(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}

    def _post_clean(self) -> None:
        """Leave the model's constraints to the service: who asks is not in the form."""


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}))


class AddSkillForm(forms.Form):
    """A skill that the person does not name yet."""

    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"), to_field_name="slug")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Skill.objects.exclude(holders__user=user).select_related("discipline")
        field = self.fields["skill"]
        field.queryset = offered  # type: ignore[attr-defined]
        groups = groupby(offered.order_by("discipline__name", "name"), key=lambda skill: skill.discipline.name)
        field.choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((name, [(skill.slug, skill.name) for skill in skills]) for name, skills in groups),
        ]


class LevelForm(forms.Form):
    """How far somebody has come in one skill; its levels must be prefetched."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)

    def __init__(self, *args: Any, held: UserSkill, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"level": held.level})
        super().__init__(*args, auto_id=f"{held.skill.slug}-%s", **kwargs)
        levels = [(level.number, f"{level.number} · {level.name}") for level in held.skill.levels.all()]
        self.fields["level"].choices = [(0, _("Just started")), *levels]  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """What shows that somebody has reached a level; the level is the one that was on the page."""

    level = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=240,
        help_text=_("Everybody may read this: a work, a task, what you saw."),
    )

    def __init__(self, *args: Any, held: UserSkill, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"level": held.level})
        super().__init__(*args, auto_id=f"{held.skill.slug}-%s", **kwargs)


class PairingForm(forms.Form):
    """Who is to accompany whom."""

    mentor = PersonField(role=roles.MENTOR, label=_("Mentor"))
    participant = PersonField(role=roles.PARTICIPANT, label=_("Participant"))


class VisibilityForm(forms.Form):
    """Who sees a thing."""

    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices, widget=forms.RadioSelect)


class NewLinkForm(forms.Form):
    """A secret link: for whom, and how long it lasts."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=60,
        required=False,
        help_text=_("Only you see this, to tell your links apart."),
    )
    lasts = forms.TypedChoiceField(
        label=_("How long"),
        choices=[("1", _("A day")), ("7", _("A week")), ("30", _("A month")), ("", _("Until I end it"))],
        coerce=lambda days: timedelta(days=int(days)),
        empty_value=None,
        required=False,
        initial="7",
    )

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        return " ".join(label.split())
