"""Forms about works and skills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Discipline, Project


class FilterForm(forms.Form):
    """Narrows the list of works; anything unknown is simply not narrowed by."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    discipline = forms.ModelChoiceField(
        Discipline.objects.order_by("name"),
        label=_("Discipline"),
        required=False,
        to_field_name="slug",
        empty_label=_("All"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    maker = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *Project.MediaType.choices]  # type: ignore[attr-defined]
