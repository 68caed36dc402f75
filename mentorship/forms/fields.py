"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User


class PersonField(forms.ModelChoiceField):
    """One of the people who hold a role."""

    def __init__(self, *, role: str, **kwargs: Any) -> None:
        people = User.objects.filter(is_active=True, groups__name=role).order_by("display_name", "pk")
        super().__init__(people, to_field_name="handle", empty_label=_("Choose"), **kwargs)

    def label_from_instance(self, person: Any) -> str:
        return f"{person.display_name} ({person.handle})"
