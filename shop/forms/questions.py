"""What buyers ask, and what makers answer."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class WordForm(forms.Form):
    text = forms.CharField(label=_("Your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AskForm(WordForm):
    """Visitors say who they are and where the answer goes; buyers of an order have said it before."""

    #: Nobody sees it; whoever fills it is no person.
    website = forms.CharField(required=False)
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only the answer is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your question")
        if is_known:
            del self.fields["name"], self.fields["email"]

    @property
    def is_by_machine(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
