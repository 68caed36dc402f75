"""Forms that coordinators put together: the one that visitors fill in, and the one in the editor."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder, WagtailAdminFormPageForm

from cms_pages.forms.pages import OwnReferencesForm
from cms_pages.forms.voices import Guarded

#: Before the name of each question, so that none can take the place of a guard.
PREFIX = "answer_"
CHOOSING = frozenset({"dropdown", "radio", "checkboxes"})
MOST_QUESTIONS = 30
MOST_OF_A_LINE = 250
MOST_OF_A_TEXT = 4000


class AnswerForm(Guarded, BaseForm):  # type: ignore[misc]  # Wagtail has no types
    """Questions of a form page, and the consent to keep what is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"] = forms.BooleanField(
            label=self.page.consent,
            error_messages={"required": _("Without your consent we may not keep this, so it cannot be sent.")},
        )

    def questions(self) -> Iterator[BoundField]:
        """Yield the fields that the coordinators asked for."""
        return (self[name] for name in self.fields if name.startswith(PREFIX))

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed, by the names of the questions."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


class AnswerFormBuilder(FormBuilder):  # type: ignore[misc]
    """Fields with an end to their length, and the widgets of our forms."""

    def create_singleline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(**options, max_length=MOST_OF_A_LINE)

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(**options, max_length=MOST_OF_A_TEXT, widget=forms.Textarea(attrs={"rows": 5}))

    def create_email_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.EmailField(**options, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def create_number_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Numbers are typed as text: browsers empty a number input that holds a word."""
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.DecimalField(**options, widget=widget, max_digits=20, decimal_places=6)

    def create_date_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.DateField(**options, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def create_checkbox_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.BooleanField(**{**options, "initial": False})

    def create_dropdown_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        blank = [] if field.default_value else [("", "—")]
        return forms.ChoiceField(**options, choices=[*blank, *self.get_formatted_field_choices(field)])

    @property
    def formfields(self) -> OrderedDict[str, forms.Field]:
        return OrderedDict((f"{PREFIX}{name}", field) for name, field in super().formfields.items())

    def get_form_class(self) -> type[AnswerForm]:
        return type("AnswerForm", (AnswerForm,), self.formfields)


class FormPageForm(OwnReferencesForm, WagtailAdminFormPageForm):  # type: ignore[misc]
    """The editor's form: something is asked, each choice offers something, and nothing is asked twice."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "form_fields" not in self.formsets:
            return cleaned
        questions = [form for form in self.formsets["form_fields"].forms if not _is_gone(form)]
        if not questions:
            self.add_error(None, _("Ask at least one question."))
        if len(questions) > MOST_QUESTIONS:
            self.add_error(None, _("At most %(most)d questions: who answers more?") % {"most": MOST_QUESTIONS})
        for form in questions:
            _require_choices(form)
        return cleaned


def _is_gone(form: Any) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


def _require_choices(form: Any) -> None:
    typed = getattr(form, "cleaned_data", {})
    offered = [each for each in typed.get("choices", "").replace(",", "\n").splitlines() if each.strip()]
    if typed.get("field_type") in CHOOSING and len(offered) < 2:
        form.add_error("choices", ValidationError(_("Offer at least two answers, each on a line of its own.")))


class ReferenceForm(forms.Form):
    """The key to what one has sent."""

    reference = forms.CharField(
        label=_("Your reference"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Twelve letters and digits: you were shown them when you had sent the form."),
    )

    def clean_reference(self) -> str:
        return "".join(self.cleaned_data["reference"].lower().replace("-", " ").split())
