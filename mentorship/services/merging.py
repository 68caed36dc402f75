"""Two notes about one person become one, and both histories stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Assessment, Distinction, Interaction, Prospect, Stage, StageChange
from mentorship.models.prospects import OPEN, PUT_OFF
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: Of these a kept note that says nothing takes what the other one says; more only if it is asked to.
FIELDS = (
    *("name", "phone", "email", "place", "languages", "weekdays", "hours_per_week", "paused_until", "source_note"),
    *("age_band", "guardian_name", "guardian_contact", "staff_note"),
)
NOTHING = {"", None, User.AgeBand.UNKNOWN.value}


class LinkedPeople(DomainError):
    message = gettext_lazy(
        "Both have an account, and not the same one. Two accounts cannot become one person here."
    )


class SameNote(DomainError):
    message = gettext_lazy("These are one note already.")


@transaction.atomic
def merge(*, keep: Prospect, other: Prospect, by: User, now: datetime, take: Iterable[str] = ()) -> Prospect:
    """Let `other` become part of `keep`: contacts, assessments and stages move, `other` keeps a pointer.

    What `keep` does not say it takes over; of the fields named in `take` it takes what `other` says. The stage
    that is further on holds. Raises NotAllowed, SameNote, LinkedPeople.
    """
    rows = Prospect.objects.select_for_update(of=("self",)).in_bulk(sorted({keep.pk, other.pk}))
    keep, other = rows[keep.pk], rows[other.pk]
    for each in (keep, other):
        require(can(by, "change", each), _("Only who looks after both puts them together."))
    if keep == other or keep.forgotten_at or other.forgotten_at or keep.merged_into_id or other.merged_into_id:
        raise SameNote
    accounts = {each.onboarded_user_id for each in (keep, other)} - {None}
    if len(accounts) > 1:
        raise LinkedPeople
    _take_over(keep, other, set(take))
    _move_history(keep, other)
    _settle_stage(keep, other, by=by, now=now)
    keep.save()
    Prospect.objects.filter(merged_into=other).update(merged_into=keep)
    other.merged_into = keep
    other.save(update_fields=["merged_into", "updated_at"])
    return keep


@transaction.atomic
def tell_apart(*, first: Prospect, second: Prospect, by: User, now: datetime) -> Distinction:
    """Say that notes that are alike are about two people: nobody is asked again. Raises NotAllowed, SameNote."""
    for each in (first, second):
        require(can(by, "change", each), _("Only who looks after both tells them apart."))
    if first == second:
        raise SameNote
    one, two = sorted((first, second), key=lambda each: each.pk)
    return Distinction.objects.get_or_create(first=one, second=two, defaults={"by": by, "at": now})[0]


def _take_over(keep: Prospect, other: Prospect, take: set[str]) -> None:
    for name in FIELDS:
        said = getattr(other, name)
        if said not in NOTHING and (name in take or getattr(keep, name) in NOTHING):
            setattr(keep, name, said)
    if keep.is_minor and not (keep.guardian_name and keep.guardian_contact):
        keep.guardian_name = keep.guardian_name or other.guardian_name
        keep.guardian_contact = keep.guardian_contact or other.guardian_contact
    if other.consented_at > keep.consented_at:
        keep.consent_version, keep.consent_how = other.consent_version, other.consent_how
        keep.consented_at = other.consented_at
    keep.skills.add(*other.skills.all())


def _move_history(keep: Prospect, other: Prospect) -> None:
    for model in (Interaction, Assessment, StageChange):
        model.objects.filter(prospect=other).update(prospect=keep)


def _settle_stage(keep: Prospect, other: Prospect, *, by: User, now: datetime) -> None:
    """Let the stage that is further on hold, and write it down if it is not the one of `keep`."""
    if _rank(other) <= _rank(keep):
        return
    StageChange.objects.create(
        prospect=keep,
        from_stage=keep.stage,
        to_stage=other.stage,
        reason=other.reason,
        reason_text=other.reason_text,
        by=by,
        at=now,
    )
    keep.stage, keep.stage_changed_at = other.stage, now
    keep.reason, keep.reason_text = other.reason, other.reason_text
    keep.onboarded_user = other.onboarded_user


def _rank(prospect: Prospect) -> int:
    """Whoever is with us is furthest; who is still expected is further than who was put off."""
    return [*reversed(PUT_OFF), *OPEN, Stage.ONBOARDED].index(Stage(prospect.stage))
