"""What mentors and participants are told about accompanying one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext

import mentorship.signals as learning
from mentorship.selectors.prospects import due_steps
from mentorship.templatetags.talent_tags import due_words
from messaging.kinds.row import LEARNING, Facts, Kind, To, coordinators, say, url
from messaging.models.notifications import Mail
from portal.accounts.models import User

MOST_STEPS = 20
_REQUEST: Facts = {"group": LEARNING, "model": "mentorship.MentorRequest", "along": ("participant", "mentor")}
_PAIRING: Facts = {
    "group": LEARNING,
    "model": "mentorship.Pairing",
    "along": ("mentor", "participant"),
    "seen_by": lambda me: Q(ended_at=None) & (Q(mentor=me) | Q(participant=me)),
}


def _both_but_who_did_it(facts: Facts) -> Iterable[To]:
    """Two people whom a third has brought together; who asked and who accepted know it."""
    pairing, by = facts["pairing"], facts["by"]
    both = (pairing.mentor, pairing.participant)
    return [] if by in both else [To(pairing, person) for person in both]


def _other(pairing: Any, me: User) -> User:
    other: User = pairing.participant if pairing.mentor_id == me.pk else pairing.mentor
    return other


def _about_silence(pairing: Any, me: User) -> list[str]:
    """Without blame, and without a word of what anybody wrote. One query."""
    last = pairing.nudges.order_by("-sent_at", "-pk").first()
    days = last.days if last else 0
    told = ngettext(
        "For %(days)d day nothing has happened here between %(name)s and you.",
        "For %(days)d days nothing has happened here between %(name)s and you.",
        days,
    ) % {"days": days, "name": _other(pairing, me).display_name}
    if pairing.mentor_id == me.pk:
        return [told, _("Perhaps you have met elsewhere; then a short note keeps the thread.")]
    return [told, _("That is all right: life is like that. When you want to go on, one small step is enough.")]


def _steps(reminder: Any, me: User) -> list[str]:
    """What is due for them by now, as far as a mail has room. Two queries."""
    rows = list(due_steps(me).filter(next_step_date__lte=timezone.localdate())[: MOST_STEPS + 1])
    found = [_step(row) for row in rows[:MOST_STEPS]]
    return [*found, _("… and more.")] if len(rows) > MOST_STEPS else found


def _step(row: Any) -> str:
    name = row.prospect.name if row.prospect else row.person.display_name
    return f"{row.next_step} ({due_words(row.next_step_date)}): {name}"


KINDS: tuple[Kind, ...] = (
    Kind(
        slug="mentor_asked",
        label=__("Somebody asks me to accompany them"),
        signals=(learning.mentor_asked,),
        hears=lambda f: [To(f["request"], f["request"].mentor)],
        words=lambda row, me: say(_("%(name)s asks you to accompany them"), name=row.participant.display_name),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.message,
        **_REQUEST,
    ),
    Kind(
        slug="mentor_answered",
        label=__("A mentor has answered me"),
        signals=(learning.mentor_request_answered,),
        hears=lambda f: [To(f["request"], f["request"].participant)],
        words=lambda row, me: say(
            _("%(name)s accompanies you from now on")
            if row.status == "accepted"
            else _("%(name)s has answered your request"),
            name=row.mentor.display_name,
        ),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.answer,
        **_REQUEST,
    ),
    Kind(
        slug="mentor_place_free",
        label=__("A place with me is free"),
        signals=(learning.mentor_request_moved_up,),
        hears=lambda f: [To(f["request"], f["request"].mentor)],
        words=lambda row, me: say(
            _("A place is free, and %(name)s is next in line"), name=row.participant.display_name
        ),
        link=lambda row, me: row.get_absolute_url(),
        **_REQUEST,
    ),
    Kind(
        slug="paired",
        label=__("Somebody accompanies me, or I them"),
        signals=(learning.pairing_begun,),
        hears=_both_but_who_did_it,
        words=lambda row, me: (
            say(_("You accompany %(name)s from now on"), name=row.participant.display_name)
            if row.mentor_id == me.pk
            else say(_("%(name)s accompanies you from now on"), name=row.mentor.display_name)
        ),
        link=lambda row, me: url("accounts:home"),
        **_PAIRING,
    ),
    Kind(
        slug="silence",
        label=__("Nothing was heard between my mentor, or whom I accompany, and me"),
        signals=(learning.pairing_fell_silent,),
        hears=lambda f: [
            To(f["pairing"], person, f"{f['since']:%Y-%m-%d %H:%M} {f['days']}")
            for person in (f["pairing"].mentor, f["pairing"].participant)
        ],
        words=lambda row, me: say(_("How is it going, with %(name)s?"), name=_other(row, me).display_name),
        link=lambda row, me: (
            url("mentorship:person_contact", row.participant.handle)
            if row.mentor_id == me.pk
            else url("mentorship:my_tasks")
        ),
        details=_about_silence,
        **_PAIRING,
    ),
    Kind(
        slug="hand_over",
        label=__("Somebody may need another mentor"),
        group=LEARNING,
        model="mentorship.Pairing",
        along=("mentor", "participant"),
        signals=(learning.pairing_stayed_silent,),
        hears=lambda f: [To(f["pairing"], person, f"{f['since']:%Y-%m-%d %H:%M}") for person in coordinators()],
        words=lambda row, me: say(
            _("Nothing was heard for long between %(mentor)s, mentor, and %(participant)s"),
            mentor=row.mentor.display_name,
            participant=row.participant.display_name,
        ),
        link=lambda row, me: url("mentorship:pairing_change", row.pk),
        details=lambda row, me: [_("Ask both first.")],
        mail=Mail.DAILY,
    ),
    Kind(
        slug="steps_due",
        label=__("What I planned with people is due"),
        group=LEARNING,
        signals=(learning.steps_due,),
        hears=lambda f: [To(f["reminder"], f["reminder"].mentor, f"{f['day']:%Y-%m-%d}")],
        model="mentorship.Reminder",
        words=lambda row, me: _("What is due today"),
        link=lambda row, me: url("mentorship:due"),
        details=_steps,
        in_inbox=False,
    ),
)
