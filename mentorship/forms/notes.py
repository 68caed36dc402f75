"""What members say about works."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms.peers import ThreeSentencesForm
from mentorship.models import Feedback, WorkNote, WorkSign


class WorkNoteForm(ThreeSentencesForm):
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"form": uuid.uuid4()}})


class NoteAnswerForm(forms.Form):
    usefulness = forms.ChoiceField(
        label=_("Did it help you?"),
        required=False,
        choices=[("", _("Not said")), *Feedback.Usefulness.choices],
    )
    thanks = forms.CharField(
        label=_("Thank them"),
        help_text=_("Everybody reads it below what they said."),
        required=False,
        max_length=WorkNote._meta.get_field("thanks").max_length,
    )


class SignForm(forms.Form):
    kind = forms.ChoiceField(choices=WorkSign.Kind.choices)
