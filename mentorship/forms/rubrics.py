"""A rubric as fields: how far a piece has come, by each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Criterion, CriterionLevel, Rubric

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


class RubricForm(forms.Form):
    """Abstract: asks for a level of each criterion of `rubric`, whose criteria and levels are prefetched."""

    def __init__(
        self, *args: Any, rubric: Rubric | None, chosen: Mapping[int, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria: list[Criterion] = list(rubric.criteria.all()) if rubric else []
        self._levels: dict[str, CriterionLevel] = {}
        for criterion in self.criteria:
            levels = list(criterion.levels.all())
            self._levels |= {str(each.pk): each for each in levels}
            self.fields[f"level-{criterion.pk}"] = forms.ChoiceField(
                label=criterion.name,
                help_text=criterion.description,
                required=False,
                widget=forms.RadioSelect,
                choices=[("", _("Not yet said")), *((str(each.pk), str(each)) for each in levels)],
                initial=str((chosen or {}).get(criterion.pk, "")),
            )

    @property
    def levels(self) -> list[CriterionLevel]:
        """What was chosen, once the form is valid."""
        chosen = (self.cleaned_data.get(f"level-{each.pk}") for each in self.criteria)
        return [self._levels[pk] for pk in chosen if pk]

    @property
    def rubric_fields(self) -> list[BoundField]:
        return [self[f"level-{each.pk}"] for each in self.criteria]
