"""What people say about how they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from messaging.kinds import BY_SLUG, KINDS
from messaging.models import Reception
from messaging.models.notifications import Mail
from messaging.selectors.notifications import ALL, UNREAD


class InboxFilter(forms.Form):
    only = forms.ChoiceField(
        label=_("Show"), required=False, choices=[(ALL, _("Everything")), (UNREAD, _("Unread only"))]
    )
    kind = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("Everything")), *((kind.slug, kind.label) for kind in KINDS)],
    )


class ReceptionForm(forms.ModelForm):
    """When somebody may be reached, and a choice for each kind."""

    language = forms.ChoiceField(label=_("Language of e-mails"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        choices=[("", _("The chapter's")), *((name, name) for name in settings.WAGTAIL_USER_TIME_ZONES)],
    )
    digest_hour = forms.TypedChoiceField(
        label=_("E-mails that collect news come at"), coerce=int, choices=[(n, f"{n:02}:00") for n in range(24)]
    )

    class Meta:
        model = Reception
        fields = (
            "language",
            "time_zone",
            "quiet_from",
            "quiet_until",
            "digest_hour",
            "digest_weekday",
            "shows_text",
        )
        labels = {
            "quiet_from": _("No e-mails from"),
            "quiet_until": _("until"),
            "digest_weekday": _("The weekly one comes on"),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, get_language_info(code)["name_local"]) for code in settings.INTERFACE_LANGUAGES]
        self.fields["language"].choices = names
        if not self.instance.language:
            self.initial["language"] = get_language() if self.instance.pk is None else settings.LANGUAGE_CODE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Quiet hours have a beginning and an end."))
        return cleaned


class KindForm(forms.Form):
    """How to hear of one kind; its prefix is the kind."""

    in_inbox = forms.BooleanField(label=_("Inbox"), required=False)
    mail = forms.ChoiceField(label=_("E-mail"), choices=Mail)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = BY_SLUG[self.prefix or ""]
        if not self.kind.may_be_off:
            self.fields["in_inbox"].disabled = True
        if self.kind.must_be_mailed:
            self.fields["mail"].disabled = True

    @property
    def choice(self) -> tuple[bool, str]:
        return self.cleaned_data["in_inbox"], self.cleaned_data["mail"]
