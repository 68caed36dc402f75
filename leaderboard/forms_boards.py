"""What one chooses about boards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import BoardChoice


class ChoiceForm(forms.Form):
    takes_part = forms.BooleanField(
        label=_("Stand on the boards"),
        required=False,
        help_text=_("You can leave at any time; after that you can come back in three days."),
    )
    is_nameless = forms.BooleanField(
        label=_("Without my name"), required=False, help_text=_("Others read “Somebody” instead.")
    )
    near_only = forms.BooleanField(label=_("Show me only those next to me"), required=False)

    def __init__(self, *args: Any, own: BoardChoice | None, is_on: bool, **kwargs: Any) -> None:
        initial = {"takes_part": is_on}
        if own:
            initial |= {"is_nameless": own.is_nameless, "near_only": own.near_only}
        super().__init__(*args, initial=initial, **kwargs)
