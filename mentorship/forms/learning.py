"""Forms of rubrics and of tasks to give, for Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm


class RubricForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail has no types
    """Every criterion has the same levels, without a gap: one reads across the columns."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        skill, discipline = cleaned.get("skill"), cleaned.get("discipline")
        if skill and discipline and skill.discipline_id != discipline.pk:
            self.add_error("skill", _("This skill belongs to another discipline."))
        return cleaned

    def is_valid(self) -> bool:
        return bool(super().is_valid()) and self._levels_are_whole()

    def _levels_are_whole(self) -> bool:
        criteria = [form for form in self.formsets["criteria"].forms if not _is_gone(form)]
        numbers = {form: _numbers(form) for form in criteria}
        top = max((max(each, default=0) for each in numbers.values()), default=0)
        for form, found in numbers.items():
            missing = sorted(set(range(1, top + 1)) - set(found))
            if missing:
                words = {"numbers": ", ".join(map(str, missing))}
                form.add_error(
                    "name", _("Levels are missing here: %(numbers)s. Every criterion has the same.") % words
                )
        return not any(form.errors for form in criteria)


def _is_gone(form: Any) -> bool:
    return bool(form.cleaned_data.get("DELETE")) or (not form.has_changed() and form.instance.pk is None)


def _numbers(form: Any) -> list[int]:
    levels = [each for each in form.formsets["levels"].forms if not _is_gone(each)]
    return [each.cleaned_data["number"] for each in levels]


class TaskTemplateForm(WagtailAdminModelForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        skill, level, rubric = cleaned.get("skill"), cleaned.get("level"), cleaned.get("rubric")
        if skill and level and not skill.levels.filter(number=level).exists():
            self.add_error("level", _("This skill has no such level."))
        if skill and rubric and rubric.discipline_id != skill.discipline_id:
            self.add_error("rubric", _("This rubric belongs to another discipline."))
        return cleaned
