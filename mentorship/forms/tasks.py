"""Forms about tasks and goals."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms import FilesField
from mentorship.forms.matching import skills_by_discipline
from mentorship.models import Rubric, Skill, Task, TaskTemplate
from mentorship.models.tasks import LEAST_HOURS, MOST_HOURS
from portal.accounts.models import User


class DayField(forms.DateField):
    """A day until whose end there is time; its value is that moment."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return timezone.make_aware(datetime.combine(day, time(23, 59)))


class SkillField(forms.ModelChoiceField):
    """One of the skills, by discipline. The form calls `offer` to ask for them only once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Skill"))
        super().__init__(Skill.objects.all(), required=False, **kwargs)

    def offer(self) -> None:
        self.choices = [("", _("None")), *skills_by_discipline()]


class TaskForm(forms.Form):
    """What somebody is to do, and who else `by` gives it to at once."""

    title = Task._meta.get_field("title").formfield()
    brief = Task._meta.get_field("brief").formfield(widget=forms.Textarea(attrs={"rows": 4}))
    skill = SkillField(label=gettext_lazy("Skill it practises"))
    due_at = DayField(label=gettext_lazy("Until"), required=False)
    rubric = forms.ModelChoiceField(
        Rubric.objects.none(),
        label=gettext_lazy("Rubric"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("By what it will be looked at. They see it from the beginning."),
    )
    estimated_hours = Task._meta.get_field("estimated_hours").formfield(
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), min_value=LEAST_HOURS, max_value=MOST_HOURS
    )
    files = FilesField(label=gettext_lazy("Files to go with it"), required=False)
    also = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Give it to others as well"),
        required=False,
        to_field_name="handle",
        widget=forms.CheckboxSelectMultiple,
    )
    template = forms.ModelChoiceField(TaskTemplate.objects.none(), required=False, widget=forms.HiddenInput)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, by: Any, others: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["skill"].offer()
        fields["rubric"].queryset = Rubric.objects.offered().visible_to(by).order_by("name", "pk")
        fields["template"].queryset = TaskTemplate.objects.offered().visible_to(by)
        fields["also"].queryset = others
        fields["also"].label_from_instance = lambda other: other.display_name
        if not fields["also"].queryset:
            del fields["also"]

    @property
    def given(self) -> dict[str, Any]:
        """What `tasks.assign_to_all` takes, but for whom and by whom."""
        return {name: value for name, value in self.cleaned_data.items() if name != "also"}

    @property
    def others(self) -> list[Any]:
        return list(self.cleaned_data.get("also", ()))


class GoalForm(forms.Form):
    """What somebody wants to reach: an amount, a level, or words alone."""

    title = forms.CharField(label=gettext_lazy("Goal"), max_length=120)
    target_amount = forms.DecimalField(
        label=gettext_lazy("Amount to save"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    skill = SkillField(label=gettext_lazy("Or a skill"))
    level = forms.IntegerField(
        label=gettext_lazy("Up to level"),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].offer()  # type: ignore[attr-defined]  # it is a SkillField

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("skill") and not data.get("level") and "level" not in self.errors:
            self.add_error("level", _("Say which level."))
        if data.get("level") and not data.get("skill") and "skill" not in self.errors:
            self.add_error("skill", _("Say of which skill."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What `goals.set_goal` takes."""
        currency = settings.OSCAR_DEFAULT_CURRENCY if self.cleaned_data["target_amount"] is not None else ""
        return {**self.cleaned_data, "currency": currency}
