"""What is announced, to whom and when."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import Announcement
from messaging.permissions.announcements import may_announce
from messaging.selectors import announcements as questions
from portal.accounts.roles import ROLES


class AnnouncementForm(forms.Form):
    """It never saves: the service does."""

    to = forms.ChoiceField(label=_("To whom"))
    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("What you announce"),
        max_length=Announcement.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    goes_at = forms.DateTimeField(
        label=_("Goes out"),
        required=False,
        help_text=_("Leave this empty to send it at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, by: Any, row: Announcement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.cohorts = {each.public_id: each for each in questions.cohorts_to_tell(by)}
        fields["to"].choices = [
            *(_for_all() if may_announce(by) else []),
            *((f"cohort:{key}", each.name) for key, each in self.cohorts.items()),
        ]
        if row:
            del fields["submission"]
            self.initial |= {"to": to_of(row), "title": row.title, "text": row.text, "goes_at": row.goes_at}

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        kind, _colon, name = data.pop("to").partition(":")
        cohort = self.cohorts[name] if kind == "cohort" else None
        return data | {"cohort": cohort, "role": name if kind == "role" else ""}


def to_of(row: Announcement) -> str:
    """Return the choice that `row` was written for."""
    if row.cohort is not None:
        return f"cohort:{row.cohort.public_id}"
    return f"role:{row.role}" if row.role else "chapter"


def _for_all() -> list[tuple[str, Any]]:
    roles = [(f"role:{role.slug}", _("Everybody with the role %(role)s") % {"role": role.name}) for role in ROLES]
    return [("chapter", Announcement.Audience.CHAPTER.label), *roles]
