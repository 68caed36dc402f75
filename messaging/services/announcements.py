"""Announcing something to many: writing it, sending it when its time has come, taking it back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from mentorship.models import Cohort
from messaging import signals
from messaging.models import Addressee, Announcement
from messaging.permissions.announcements import may_announce
from messaging.selectors import announcements as questions
from portal.accounts.models import User
from portal.accounts.permissions import watches_over_people
from portal.accounts.roles import ROLE_BY_SLUG
from portal.core import screening
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: How many people are told in one transaction.
AT_ONCE = 100


class NothingAnnounced(DomainError):
    message = _("Give it a title, and write what you announce.")


class NoSuchRole(DomainError):
    message = _("Choose to whom it goes.")


class IsOut(DomainError):
    message = _("It has gone out, or was taken back, and cannot be changed any more.")


class IsWithdrawn(DomainError):
    message = _("It was taken back already.")


class NotBeforeMinors(DomainError):
    message = _(
        "There are contact details in it, or words that are looked at first where young people read. Leave them "
        "out, or let a coordinator announce it."
    )


@transaction.atomic
def write(
    *,
    by: User,
    title: str,
    text: str,
    submission: UUID,
    now: datetime,
    cohort: Cohort | None = None,
    role: str = "",
    goes_at: datetime | None = None,
) -> Announcement:
    """Announce to `cohort`, to `role`, or to the chapter, at `goes_at` or at once; once for each `submission`.

    Raises NotAllowed, NothingAnnounced, NoSuchRole, NotBeforeMinors.
    """
    require(may_announce(by, cohort), _("You cannot announce anything there."))
    values = _checked(title, text) | _to(cohort, role) | {"goes_at": max(goes_at or now, now)}
    row, is_new = Announcement.objects.get_or_create(submission=submission, defaults={"written_by": by} | values)
    require(is_new or row.written_by_id == by.pk, _("Reload the page and send the form again."))
    _refuse_before_minors(row, now)
    if is_new:
        log(row, "messaging.announcement.write", user=by)
        _send_soon(row)
    return row


@transaction.atomic
def change(
    *,
    announcement: Announcement,
    by: User,
    title: str,
    text: str,
    now: datetime,
    cohort: Cohort | None = None,
    role: str = "",
    goes_at: datetime | None = None,
) -> Announcement:
    """Correct what has not gone out. Raises NotAllowed, IsOut and what `write` raises."""
    row = _locked(announcement, by)
    if not row.is_waiting:
        raise IsOut
    require(may_announce(by, cohort), _("You cannot announce anything there."))
    values = _checked(title, text) | _to(cohort, role) | {"goes_at": max(goes_at or now, now)}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _refuse_before_minors(row, now)
    log(row, "messaging.announcement.change", user=by)
    _send_soon(row)
    return row


@transaction.atomic
def withdraw(*, announcement: Announcement, by: User, now: datetime) -> Announcement:
    """Let nobody read it any more, or never. Raises NotAllowed, IsWithdrawn."""
    row = _locked(announcement, by)
    if row.is_withdrawn:
        raise IsWithdrawn
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at", "updated_at"])
    log(row, "messaging.announcement.withdraw", user=by)
    return row


def read(*, announcement: Announcement, by: User, now: datetime) -> None:
    """Note that `by` has read it, if it went to them."""
    announcement.addressees.filter(person=by, read_at=None).update(read_at=now)


def send_due(*, now: datetime) -> int:
    """Send what is due, and go on where an earlier run was cut off; return to how many people. Once each."""
    due = Announcement.objects.filter(withdrawn_at=None, goes_at__lte=now)
    cut_off = Addressee.objects.filter(told_at=None).values("announcement")
    numbers = due.filter(sent_at=None) | due.filter(pk__in=cut_off)
    return sum(send(number=number, now=now) for number in numbers.order_by("goes_at").values_list("pk", flat=True))


def send(*, number: int, now: datetime) -> int:
    """Send the announcement with the key `number` if it is due; return how many people were told. Once each."""
    if not _address(number, now):
        return 0
    told = 0
    while count := _tell_some(number, now):
        told += count
    return told


@transaction.atomic
def _address(number: int, now: datetime) -> bool:
    """Settle who is told, once. Takes it back where its writer may not announce it any more."""
    row = Announcement.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=number)
    if row.is_withdrawn or row.goes_at > now:
        return False
    if row.sent_at is not None:
        return True
    if not (row.written_by.is_active and may_announce(row.written_by, row.cohort)):
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at", "updated_at"])
        log(row, "messaging.announcement.withdraw")
        return False
    people = questions.audience_of(row, now).values_list("pk", flat=True)
    Addressee.objects.bulk_create([Addressee(announcement=row, person_id=pk) for pk in people], batch_size=500)
    row.sent_at = now
    row.save(update_fields=["sent_at", "updated_at"])
    return True


@transaction.atomic
def _tell_some(number: int, now: datetime) -> int:
    """Tell the next few. Whoever is noted as told has their notice: both are written together or not at all."""
    row = Announcement.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=number)
    if row.is_withdrawn:
        return 0
    some = list(row.addressees.filter(told_at=None).select_related("person").order_by("pk")[:AT_ONCE])
    if some:
        # Not `announce`: its listener is to fail together with the note that people were told.
        people = [each.person for each in some]
        signals.announcement_sent.send(Announcement, announcement=row, people=people, by=row.written_by)
        Addressee.objects.filter(pk__in=[each.pk for each in some]).update(told_at=now)
    return len(some)


def _send_soon(row: Announcement) -> None:
    from messaging.jobs import send_announcement  # which calls us

    transaction.on_commit(partial(send_announcement.using(run_after=row.goes_at).enqueue, row.pk))


def _locked(announcement: Announcement, by: User) -> Announcement:
    row = Announcement.objects.select_for_update().get(pk=announcement.pk)
    require(can(by, "change", row))
    return row


def _checked(title: str, text: str) -> dict[str, Any]:
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if not title or not text:
        raise NothingAnnounced
    return {"title": title, "text": text}


def _to(cohort: Cohort | None, role: str) -> dict[str, Any]:
    if cohort is not None:
        return {"audience": Announcement.Audience.COHORT, "cohort": cohort, "role": ""}
    if not role:
        return {"audience": Announcement.Audience.CHAPTER, "cohort": None, "role": ""}
    if role not in ROLE_BY_SLUG:
        raise NoSuchRole
    return {"audience": Announcement.Audience.ROLE, "cohort": None, "role": role}


def _refuse_before_minors(row: Announcement, now: datetime) -> None:
    """Who does not watch over everybody gives minors no contact details, as in conversations."""
    if watches_over_people(row.written_by) or not screening.reason_to_hold(row.title, row.text):
        return
    if questions.audience_of(row, now).filter(age_band__in=User.MINOR).exists():
        raise NotBeforeMinors
