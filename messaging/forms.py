"""What people write to one another."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms import FilesField
from messaging.models import ContactSetting, Message, MessageReport
from portal.accounts.models import User


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=Message.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    files = FilesField(
        label=_("Pictures, sounds or texts"),
        required=False,
        help_text=_("Only the people in this conversation get them."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)


class WordsForm(forms.Form):
    """The words of a message that is changed."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=Message.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(forms.ModelForm[MessageReport]):
    class Meta:
        model = MessageReport
        fields = ["reason", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ContactForm(forms.Form):
    """Who may write, and the list by handles."""

    who = forms.ChoiceField(
        label=_("Who may begin to write to me"), choices=ContactSetting.Who.choices, widget=forms.RadioSelect
    )
    listed = forms.CharField(
        label=_("My list"),
        required=False,
        max_length=1000,
        help_text=_("Handles, with spaces between them: amina maria"),
    )

    shows_reading = forms.BooleanField(
        label=_("People close to me see what I have read, and I see what they have read"), required=False
    )
    shows_typing = forms.BooleanField(
        label=_("People close to me see that I am writing, and I see that they are"),
        required=False,
        help_text=_("Close are your mentors, whom you accompany, and who learns with you; never strangers."),
    )

    def clean_listed(self) -> list[User]:
        return _people(self.cleaned_data["listed"])


class GroupForm(forms.Form):
    title = forms.CharField(label=_("Name of the group"), max_length=80)
    people = forms.CharField(
        label=_("Who takes part"), max_length=2000, help_text=_("Handles, with spaces between them: amina maria")
    )

    def clean_people(self) -> list[User]:
        return _people(self.cleaned_data["people"])


def _people(words: str) -> list[User]:
    """Return the people whose handles stand in `words`. Raises ValidationError."""
    handles = {each.strip("@,").lower() for each in words.split()}
    people = list(User.objects.filter(handle__in=handles, is_active=True))
    unknown = handles - {each.handle for each in people}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise forms.ValidationError(_("Nobody is called %(names)s."), params={"names": names})
    return people
