"""What somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from mentorship.models import Discipline, Skill
from portal.core.search import MOST_LETTERS


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; what is empty narrows nothing."""

    words: str = ""
    discipline: str = ""
    skill: str = ""
    place: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    is_available: bool = False

    @property
    def narrowed_by(self) -> frozenset[str]:
        """Which of the filters are set; the words are none of them."""
        set_ones = {"discipline": self.discipline, "skill": self.skill, "place": self.place}
        prices = {"price": self.least is not None or self.most is not None, "availability": self.is_available}
        return frozenset(name for name, value in {**set_ones, **prices}.items() if value)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.narrowed_by


class FindForm(forms.Form):
    """What makes no sense gets a message beside its field, and narrows nothing."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "input",
                "autocomplete": "off",
                "list": "find-suggestions",
                "data-suggest": reverse_lazy("find:suggest"),
            }
        ),
    )
    discipline = forms.ChoiceField(label=_("Discipline"), required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=60)
    least = forms.DecimalField(label=_("Price from"), required=False, min_value=0, max_digits=9, decimal_places=2)
    most = forms.DecimalField(label=_("Price to"), required=False, min_value=0, max_digits=9, decimal_places=2)
    available = forms.BooleanField(label=_("Can be bought now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = list(Skill.objects.select_related("discipline").order_by("discipline__name", "name"))
        grouped = groupby(skills, key=lambda skill: skill.discipline.name)
        named = [(name, [(skill.slug, skill.name) for skill in those]) for name, those in grouped]
        disciplines = Discipline.objects.order_by("name").values_list("slug", "name")
        self.fields["discipline"].choices = [("", _("All")), *disciplines]  # type: ignore[attr-defined]
        self.fields["skill"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]
        for name in ("least", "most"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6})

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set, or was meant to be."""
        return bool(self.wish().narrowed_by or set(self.errors) - {"q"})

    def wish(self) -> Wish:
        """Return what is looked for; fields that make no sense are left out."""
        self.is_valid()
        said = self.cleaned_data
        return Wish(
            words=said.get("q", ""),
            discipline=said.get("discipline", ""),
            skill=said.get("skill", ""),
            place=said.get("place", ""),
            least=said.get("least"),
            most=said.get("most"),
            is_available=said.get("available", False),
        )
