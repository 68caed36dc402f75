"""Taking in a table of people who may join."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.importing import COLUMNS
from mentorship.models import ImportBatch, Prospect


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
