"""The one form that makes somebody a participant, filled with what is known already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.forms import PersonField
from mentorship.models import Kit, Location, Prospect
from mentorship.selectors import onboarding as asking
from mentorship.services.onboarding import GuardianHasToAgree, Start
from portal.accounts import roles
from portal.accounts.models import Guardian, User
from portal.accounts.permissions import can_run_chapter


class KitForm(forms.Form):
    """Which kit somebody gets, and from which store; of one store nobody is asked."""

    kit = forms.ModelChoiceField(
        Kit.objects.filter(is_active=True).order_by("name"),
        label=gettext_lazy("Starter kit"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("None"),
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True).order_by("name"),
        label=gettext_lazy("From"),
        required=False,
        empty_label=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stores = list(asking.stores())
        if len(self.stores) < 2:
            del self.fields["location"]
        if not self.stores:
            del self.fields["kit"]

    @property
    def store(self) -> Location | None:
        chosen = self.cleaned_data.get("location")
        return chosen or (self.stores[0] if self.stores else None)


class OnboardForm(KitForm):
    """Never saves: the service does all of it at once."""

    display_name = forms.CharField(
        label=gettext_lazy("Public name"),
        max_length=60,
        help_text=gettext_lazy("They can change it when they join."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The invitation goes there, and they log in with it."),
    )
    same_person = forms.BooleanField(
        label=gettext_lazy("This is the same person: join the two"), required=False, widget=forms.HiddenInput
    )
    mentor = PersonField(role=roles.MENTOR, label=gettext_lazy("Mentor"))
    over_capacity = forms.BooleanField(
        label=gettext_lazy("Even if all places of the mentor are taken"), required=False
    )
    guardian_relation = forms.ChoiceField(label=gettext_lazy("The guardian is"), choices=Guardian.Relation.choices)
    guardian_agrees = forms.BooleanField(required=False)
    confirms_levels = forms.BooleanField(
        label=gettext_lazy("Confirm the assessed levels"),
        required=False,
        help_text=gettext_lazy("What shows them stands on their pages then."),
    )
    is_partial = forms.BooleanField(
        label=gettext_lazy("Hand out what there is if something is missing"), required=False
    )
    task_title = forms.CharField(label=gettext_lazy("First task"), max_length=120, required=False)
    goal_title = forms.CharField(label=gettext_lazy("First goal"), max_length=120, required=False)

    field_order = [
        *("display_name", "email", "same_person", "mentor", "over_capacity", "guardian_relation"),
        *("guardian_agrees", "confirms_levels", "kit", "location", "is_partial", "task_title", "goal_title"),
    ]

    def __init__(self, *args: Any, prospect: Prospect, by: User, proposal: asking.Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self._drop_what_does_not_apply(prospect, by)
        self.initial = {
            "display_name": proposal.display_name,
            "email": prospect.email,
            "mentor": prospect.mentor.handle,
            "confirms_levels": True,
            "kit": proposal.kit.slug if proposal.kit else "",
            "task_title": proposal.template.title if proposal.template else "",
            "goal_title": proposal.goal_title,
            **self.initial,
        }

    def _drop_what_does_not_apply(self, prospect: Prospect, by: User) -> None:
        gone = []
        if not can_run_chapter(by):
            gone += ["mentor", "over_capacity"]
        if not prospect.guardian_name:
            gone += ["guardian_relation", "guardian_agrees"]
        else:
            words = _("%(name)s agrees that they take part") % {"name": prospect.guardian_name}
            self.fields["guardian_agrees"].label = words
            self.fields["guardian_agrees"].required = prospect.age_band == User.AgeBand.UNDER_16
            self.fields["guardian_agrees"].error_messages["required"] = GuardianHasToAgree.message
        if self.proposal.level is None and not prospect.assessments.filter(level__gt=0).exists():
            gone.append("confirms_levels")
        if "kit" not in self.fields:
            gone.append("is_partial")
        for name in gone:
            del self.fields[name]

    def offer_to_link(self) -> None:
        """Show the tick that joins the prospect with whoever has the address."""
        self.fields["same_person"].widget = forms.CheckboxInput()

    def start(self, *, now: datetime) -> Start:
        """What they begin with: proposals as they were made, or what was typed instead."""
        data, proposal = self.cleaned_data, self.proposal
        task, goal = data["task_title"], data["goal_title"]
        is_template = proposal.template is not None and task == proposal.template.title
        return Start(
            kit=data.get("kit"),
            location=self.store,
            is_partial=bool(data.get("is_partial")),
            task=proposal.task(now=now) if is_template else {"title": task} if task else {},
            goal=proposal.goal if goal and goal == proposal.goal_title else {"title": goal} if goal else {},
        )

    @property
    def values(self) -> dict[str, Any]:
        """What `onboarding.onboard` takes beside the start."""
        names = ("display_name", "email", "same_person", "mentor", "over_capacity", "guardian_relation")
        more = ("guardian_agrees", "confirms_levels")
        return {name: self.cleaned_data[name] for name in (*names, *more) if name in self.fields}
