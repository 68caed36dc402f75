"""Forms for what others say on somebody's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Nobody reads a form and fills it in faster; machines do.
QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=12)
_signer = signing.TimestampSigner(salt="cms_pages.contact")


class SentOnce(forms.Form):
    """Names itself, so that sending it twice does one thing."""

    submission = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"submission": uuid4(), **kwargs.get("initial", {})}})

    def clean_submission(self) -> UUID:
        """Return its name, or a new one when what came back makes no sense: that is no fault of who writes."""
        try:
            return UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid4()


class CommentForm(SentOnce):
    text = forms.CharField(label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong with it?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class Guarded(SentOnce):
    """Open to everybody; a trap and a clock keep most machines out."""

    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    moment = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {"moment": _signer.sign("opened"), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("This field is a trap for machines. Empty it and send again."))
        return ""

    def clean_moment(self) -> str:
        moment = self.cleaned_data["moment"]
        try:
            _signer.unsign(moment, max_age=LONGEST)
        except signing.BadSignature as error:
            self._renew_moment()
            words = _("This page was open for long. Your words are still here: please send them again.")
            raise ValidationError(words) from error
        try:
            _signer.unsign(moment, max_age=QUICKEST)
        except signing.SignatureExpired:
            return str(moment)
        raise ValidationError(_("That was faster than people write. Please send it again."))

    def _renew_moment(self) -> None:
        self.data = self.data.copy()
        self.data["moment"] = _signer.sign("opened")


class ContactForm(Guarded):
    """A letter to somebody whose address stays unknown."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("So that you can be answered."))
    text = forms.CharField(label=_("Your message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        """`is_known`: whether whoever writes is logged in, so that we need not ask who they are."""
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["email"]
