"""Noting what passed with somebody, and minding what comes next."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Interaction, Pairing, Prospect, Reminder, Stage
from mentorship.permissions import can_keep_prospects, can_log_about
from mentorship.selectors.prospects import due_steps
from mentorship.services import prospects
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: Clocks of phones are not always right.
TOLERANCE = timedelta(minutes=10)
#: Nobody is told in the night.
MORNING = 6
REACHED = (Interaction.Outcome.REACHED, Interaction.Outcome.SCHEDULED)


class NoNextStep(DomainError):
    message = gettext_lazy("Say what comes next and by when, or that nothing comes next.")


class NotYet(DomainError):
    message = gettext_lazy(
        "This lies in the future. Note it when it has happened; what is to come is the next step."
    )


class NothingDue(DomainError):
    message = gettext_lazy("Nothing waits to be done here any more.")


class InThePast(DomainError):
    message = gettext_lazy("Choose today or a later day.")


class Closed(DomainError):
    message = gettext_lazy("Their account is closed.")


def permit(*, by: User) -> None:
    """Refuse who looks after nobody, whatever they would note. Raises NotAllowed."""
    require(can_keep_prospects(by), _("Only who looks after them notes what passed with them."))


@transaction.atomic
def log(
    *,
    about: Prospect | User,
    by: User,
    now: datetime,
    client_id: uuid.UUID,
    happened_at: datetime | None = None,
    channel: str = Interaction.Channel.PHONE,
    outcome: str = Interaction.Outcome.REACHED,
    minutes: int | None = None,
    notes: str = "",
    visibility: str = Interaction.Visibility.STAFF,
    next_step: str = "",
    next_step_date: date | None = None,
    no_next_step: bool = False,
    settles: Interaction | None = None,
    advances: bool = True,
) -> Interaction:
    """Note what passed with `about`. Sent again with one `client_id` it is noted once.

    A new prospect who was reached is contacted by it if it `advances` them; `settles` is the step that was due
    and is done by it.
    Raises NotAllowed, NoNextStep, NotYet, Gone.
    """
    said = Interaction.objects.filter(by=by, client_id=client_id).first()
    if said is not None:
        return said
    permit(by=by)
    if isinstance(about, Prospect):
        about = Prospect.objects.select_for_update(of=("self",)).get(pk=about.pk)
        if about.merged_into_id or about.forgotten_at:
            raise prospects.Gone
    require(can_log_about(by, about), _("Only who looks after them notes what passed with them."))
    happened_at = happened_at or now
    if happened_at > now + TOLERANCE:
        raise NotYet
    values = {
        **_next_step(next_step, next_step_date, no_next_step),
        "prospect": about if isinstance(about, Prospect) else None,
        "person": about if isinstance(about, User) else None,
        "channel": channel,
        "outcome": outcome,
        "happened_at": happened_at,
        "minutes": minutes,
        "notes": notes,
        "visibility": visibility,
    }
    interaction, is_new = Interaction.objects.get_or_create(by=by, client_id=client_id, defaults=values)
    if is_new:
        if settles is not None and settles.is_due and settles.subject == about:
            complete(interaction=settles, by=by, now=now)
        if advances and isinstance(about, Prospect) and about.stage == Stage.NEW and outcome in REACHED:
            prospects.move(prospect=about, to=Stage.CONTACTED, by=by, now=now)
        announce(signals.interaction_logged, Interaction, interaction=interaction, by=by)
    return interaction


@transaction.atomic
def correct(*, interaction: Interaction, by: User, now: datetime, **words: Any) -> Interaction:
    """Correct what was noted: how, when, what, who sees it, and what comes next. Raises as `log` does."""
    interaction = _locked(interaction, by)
    require(can(by, "correct", interaction), _("Only who wrote it corrects it, or a coordinator."))
    step = [
        words.pop(name, getattr(interaction, name)) for name in ("next_step", "next_step_date", "no_next_step")
    ]
    if words.get("happened_at", now) > now + TOLERANCE:
        raise NotYet
    for name, value in {**words, **_next_step(*step)}.items():
        setattr(interaction, name, value)
    if interaction.no_next_step:
        interaction.done_at = None
    interaction.save()
    return interaction


@transaction.atomic
def complete(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Say that its next step is done. Again changes nothing. Raises NotAllowed, NothingDue."""
    interaction = _locked(interaction, by)
    if interaction.next_step_date is None:
        raise NothingDue
    if interaction.done_at is None:
        interaction.done_at = now
        interaction.save(update_fields=["done_at", "updated_at"])
    return interaction


@transaction.atomic
def reschedule(*, interaction: Interaction, to: date, by: User, today: date) -> Interaction:
    """Let its next step be due on `to`. Raises NotAllowed, NothingDue, InThePast."""
    interaction = _locked(interaction, by)
    if not interaction.is_due:
        raise NothingDue
    if to < today:
        raise InThePast
    interaction.next_step_date = to
    interaction.save(update_fields=["next_step_date", "updated_at"])
    return interaction


def remind(*, now: datetime) -> int:
    """Tell who looks after people once a day, in the morning, what is due; return how many were told."""
    today = timezone.localdate(now)
    if timezone.localtime(now).hour < MORNING:
        return 0
    sent = 0
    for mentor in _to_remind(today):
        with transaction.atomic():
            if _claim(mentor, today) and _tell(mentor, today):
                sent += 1
    return sent


def _to_remind(today: date) -> list[User]:
    """Return who looks after somebody with something due and has not been told today. Two queries."""
    keepers = Q(groups__name__in=[roles.MENTOR, roles.COORDINATOR]) | Q(is_superuser=True)
    told = Reminder.objects.filter(sent_on=today).values("mentor")
    due = Interaction.objects.due().filter(next_step_date__lte=today)
    owners = Q(prospects_found__interactions__in=due.values("pk")) | Q(interactions_logged__in=due.values("pk"))
    paired = Pairing.objects.current().filter(participant__interactions__in=due.values("pk")).values("mentor")
    people = User.objects.filter(keepers, owners | Q(pk__in=paired), is_active=True).exclude(pk__in=told)
    return list(people.distinct().order_by("pk"))


def _claim(mentor: User, today: date) -> bool:
    """Note that `mentor` is told today; False if another clock was quicker."""
    Reminder.objects.get_or_create(mentor=mentor)
    free = Reminder.objects.filter(Q(sent_on=None) | Q(sent_on__lt=today), mentor=mentor)
    return free.update(sent_on=today) == 1


def _tell(mentor: User, today: date) -> bool:
    """Announce that something is due for `mentor`, if it is."""
    if not due_steps(mentor).filter(next_step_date__lte=today).exists():
        return False
    announce(signals.steps_due, Reminder, reminder=mentor.due_reminder, day=today)
    return True


def _next_step(text: str, due: date | None, is_none: bool) -> dict[str, Any]:
    """Return the fields of a next step that is whole, or of an explicit none. Raises NoNextStep."""
    text = " ".join(text.split())
    if is_none and not text and due is None:
        return {"next_step": "", "next_step_date": None, "no_next_step": True}
    if text and due is not None and not is_none:
        return {"next_step": text, "next_step_date": due, "no_next_step": False}
    raise NoNextStep


def _locked(interaction: Interaction, by: User) -> Interaction:
    interaction = Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)
    require(can(by, "change", interaction), _("Only who looks after them does this."))
    return interaction
