"""Forms about stores and hand-outs. None saves: the services do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mentorship.models import (
    Donor,
    Issue,
    IssueLine,
    Kit,
    LoanItem,
    Location,
    Project,
    ResourceRequest,
    ResourceType,
    StockMove,
)
from mentorship.models.resources.issues import SMALLEST
from mentorship.services.resources import Change, NotEnough, Wanted
from mentorship.services.resources_stock import spoken
from portal.accounts.models import User


class QuantityField(forms.DecimalField):
    """So much; written with a point or a comma."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 3, "min_value": SMALLEST, **kwargs})
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class Sent(forms.Form):
    """Knows whether it is sent a second time."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid4


class HandOutForm(Sent):
    """To whom, which kit, how much of what lies in one store."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("For whom"), to_field_name="handle")
    kit = forms.ModelChoiceField(
        Kit.objects.none(),
        label=_("Kit"),
        to_field_name="slug",
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("No kit"),
    )
    partial = forms.BooleanField(label=_("If something is missing, hand out the rest"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(
        self, *args: Any, people: Any, kits: Iterable[tuple[Kit, str]], there: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # a field of rows
        self.there = list(there)
        kits = list(kits)
        if kits:
            self.fields["kit"].queryset = Kit.objects.filter(pk__in=[kit.pk for kit, _words in kits])  # type: ignore[attr-defined]
            self.fields["kit"].choices = [  # type: ignore[attr-defined]
                ("", _now("No kit")),
                *((kit.slug, f"{kit.name} · {words}") for kit, words in kits),
            ]
        else:
            del self.fields["kit"]
        for stock in self.there:
            row = self.fields[f"r{stock.resource_id}"] = QuantityField(
                label=str(stock.resource),
                required=False,
                help_text=_now("%(there)s there") % {"there": spoken(stock.quantity)},
            )
            row.widget.attrs["class"] = "input"  # stands in a row of its own

    @property
    def quantities(self) -> list[Any]:
        """The bound fields of what lies there."""
        return [self[f"r{stock.resource_id}"] for stock in self.there]

    @property
    def wanted(self) -> list[Wanted]:
        kit = self.cleaned_data.get("kit")
        of_kit = kit.lines.select_related("resource") if kit else ()
        return [
            *(Wanted(line.resource, line.quantity) for line in of_kit),
            *(
                Wanted(stock.resource, quantity)
                for stock in self.there
                if (quantity := self.cleaned_data.get(f"r{stock.resource_id}"))
            ),
        ]

    def refuse(self, refusal: NotEnough) -> None:
        """Say beside each field what there is too little of."""
        for shortage in refusal.shortages:
            name = f"r{shortage.resource.pk}"
            typed = name in self.fields and self.cleaned_data.get(name)
            self.add_error(name if typed else ("kit" if "kit" in self.fields else None), str(shortage))


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=300, required=False)


class BecameForm(forms.Form):
    """What became of one line, as the person who has it says."""

    USED, LOST, BACK = "used", "lost", "back"

    what = forms.ChoiceField(label=_("What became of it?"), widget=forms.RadioSelect)
    quantity = QuantityField(label=_("How much"), required=False)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("On which work"), required=False, to_field_name="public_id"
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, line: IssueLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        choices = [(self.LOST, _("Lost or broken")), (self.BACK, _("I have brought it back"))]
        if line.item_id:
            del self.fields["quantity"], self.fields["project"]
        else:
            choices.insert(0, (self.USED, _("Used")))
            works = Project.objects.filter(owner=line.issue.to_id).order_by("-updated_at", "-pk")
            self.fields["project"].queryset = works  # type: ignore[attr-defined]
            self.fields["quantity"].help_text = _now("%(rest)s left") % {"rest": spoken(line.rest)}
            self.fields["what"].initial = self.USED
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "quantity" in self.fields and cleaned.get("what") in (self.USED, self.LOST):
            if not cleaned.get("quantity") and "quantity" not in self.errors:
                self.add_error("quantity", _now("Say how much."))
        elif self.line.item_id:
            cleaned["quantity"] = Decimal(1)
        return cleaned


class SettleForm(forms.Form):
    """What came back, was used or lost of a whole hand-out, as its mentor takes it in."""

    location = forms.ModelChoiceField(Location.objects.none(), label=_("Into which store"))

    def __init__(self, *args: Any, issue: Issue, lines: Iterable[IssueLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.rest]
        places = Location.objects.filter(is_active=True) | Location.objects.filter(pk=issue.location_id)
        self.fields["location"].queryset = places.order_by("name")  # type: ignore[attr-defined]
        self.fields["location"].initial = issue.location_id
        for line in self.lines:
            self._add(line)

    def _add(self, line: IssueLine) -> None:
        if line.item_id:
            self.fields[f"tool{line.pk}"] = forms.ChoiceField(
                label=str(line.item),
                required=False,
                choices=[
                    ("", _("Still out")),
                    *(
                        (f"back-{value}", _now("Back: %(how)s") % {"how": how})
                        for value, how in LoanItem.Condition.choices
                    ),
                    ("lost", _("Lost")),
                ],
            )
            return
        for name, words in (("returned", _("Came back")), ("used", _("Used")), ("lost", _("Lost"))):
            self.fields[f"{name}{line.pk}"] = QuantityField(label=words, required=False, min_value=Decimal(0))

    @property
    def rows(self) -> list[tuple[IssueLine, list[Any]]]:
        """Each line with its bound fields."""
        return [
            (
                line,
                [self[name] for name in self.fields if name.lstrip("abcdefghijklmnopqrstuvwxyz") == str(line.pk)],
            )
            for line in self.lines
        ]

    @property
    def changes(self) -> list[Change]:
        found = []
        for line in self.lines:
            if line.item_id:
                answer = self.cleaned_data[f"tool{line.pk}"]
                if answer == "lost":
                    found.append(Change(line, lost=Decimal(1)))
                elif answer:
                    found.append(Change(line, returned=Decimal(1), condition=answer.removeprefix("back-")))
                continue
            amounts = {
                name: self.cleaned_data.get(f"{name}{line.pk}") or Decimal(0)
                for name in ("returned", "used", "lost")
            }
            if any(amounts.values()):
                found.append(Change(line, **amounts))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.changes:
            raise forms.ValidationError(_("Say of at least one thing what became of it."))
        for line in self.lines:
            total = sum((cleaned.get(f"{name}{line.pk}") or Decimal(0)) for name in ("returned", "used", "lost"))
            if not line.item_id and total > line.rest and f"returned{line.pk}" not in self.errors:
                facts = {"rest": spoken(line.rest)}
                self.add_error(f"returned{line.pk}", _now("Only %(rest)s are still out.") % facts)
        return cleaned


class MoveForm(forms.Form):
    """One movement of a stock. Which of its fields are needed depends on `what`."""

    KINDS = (
        (StockMove.Kind.RECEIVED, _("Received")),
        (StockMove.Kind.TRANSFERRED, _("Moved to another store")),
        (StockMove.Kind.COUNTED, _("Counted: this many lie there")),
        (StockMove.Kind.CONSUMED, _("Used in the workshop")),
        (StockMove.Kind.WRITTEN_OFF, _("Written off")),
        (StockMove.Kind.LOST, _("Lost from the store")),
    )
    OF_TOOLS = (
        StockMove.Kind.RECEIVED,
        StockMove.Kind.TRANSFERRED,
        StockMove.Kind.WRITTEN_OFF,
        StockMove.Kind.LOST,
    )

    what = forms.ChoiceField(label=_("What happened?"), choices=KINDS)
    location = forms.ModelChoiceField(Location.objects.none(), label=_("Store"))
    quantity = QuantityField(label=_("How much"), min_value=Decimal(0))
    destination = forms.ModelChoiceField(
        Location.objects.none(), label=_("To which store"), required=False, help_text=_("Only when it was moved.")
    )
    serials = forms.CharField(
        label=_("Numbers of new tools"),
        required=False,
        max_length=600,
        help_text=_("Only when tools were received: one number a line or with commas between."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    item = forms.ModelChoiceField(
        LoanItem.objects.none(), label=_("Which tool"), required=False, help_text=_("Unless it is new.")
    )
    unit_cost = forms.DecimalField(
        label=_("Cost of one unit"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_("Only when it was received and cost something else than usual."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    donor = forms.ModelChoiceField(
        Donor.objects.order_by("name"), label=_("Donor"), required=False, help_text=_("Only when it was received.")
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=120, help_text=_("About the thing; name nobody.")
    )

    def __init__(self, *args: Any, resource: ResourceType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource
        for name in ("location", "destination"):
            self.fields[name].queryset = Location.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        if resource.is_loan:
            del self.fields["quantity"]
            here = LoanItem.objects.filter(resource=resource, state=LoanItem.State.HERE)
            self.fields["item"].queryset = here.select_related("resource").order_by("serial")  # type: ignore[attr-defined]
            self.fields["what"].choices = [each for each in self.KINDS if each[0] in self.OF_TOOLS]  # type: ignore[attr-defined]
        else:
            del self.fields["serials"], self.fields["item"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what = cleaned.get("what")
        if what == StockMove.Kind.TRANSFERRED and not cleaned.get("destination"):
            self.add_error("destination", _now("Say to which store."))
        if self.resource.is_loan and what == StockMove.Kind.RECEIVED and not self.numbers:
            self.add_error("serials", _now("Give each tool a number."))
        if self.resource.is_loan and what and what != StockMove.Kind.RECEIVED and not cleaned.get("item"):
            self.add_error("item", _now("Say which one."))
        if not self.resource.is_loan and what != StockMove.Kind.COUNTED and cleaned.get("quantity") == 0:
            self.add_error("quantity", _now("Say how much."))
        return cleaned

    @property
    def numbers(self) -> list[str]:
        return [
            word for word in self.cleaned_data.get("serials", "").replace(",", "\n").split("\n") if word.strip()
        ]


class AskForm(Sent):
    """A participant asks for something."""

    what = forms.ChoiceField(label=_("What do you need?"))
    quantity = QuantityField(label=_("How much"), initial=1)
    why = forms.CharField(label=_("What for"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kits = Kit.objects.filter(is_active=True).order_by("name")
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("", _now("Choose")),
            (_now("Kits"), [(f"k{kit.pk}", kit.name) for kit in kits]),
            (
                _now("Materials and tools"),
                [(f"r{each.pk}", str(each)) for each in ResourceType.objects.in_use().by_name()],
            ),
        ]

    @property
    def wish(self) -> dict[str, Any]:
        """What the service is asked with."""
        kind, number = self.cleaned_data["what"][0], self.cleaned_data["what"][1:]
        model = Kit if kind == "k" else ResourceType
        words = {name: self.cleaned_data[name] for name in ("quantity", "why", "submission")}
        return {"kit" if kind == "k" else "resource": model.objects.get(pk=number), **words}


class RequestAnswerForm(forms.Form):
    """What a mentor says to a request."""

    state = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (ResourceRequest.State.ISSUED, _("Hand it out now")),
            (ResourceRequest.State.PROMISED, _("Promise it")),
            (ResourceRequest.State.DECLINED, _("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("From which store"), required=False, help_text=_("Only to hand it out.")
    )
    answer = forms.CharField(
        label=_("What you say to it"), max_length=300, required=False, help_text=_("Needed when you decline.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == ResourceRequest.State.ISSUED and not cleaned.get("location"):
            self.add_error("location", _now("Say from which store."))
        if cleaned.get("state") == ResourceRequest.State.DECLINED and not cleaned.get("answer"):
            self.add_error("answer", _now("Say why not, in a few words."))
        return cleaned
