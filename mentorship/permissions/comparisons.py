"""Who holds pieces against one another, and who reads what came of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q

from mentorship.models import Comparison, Pairing, Preference, Task
from portal.accounts.models import Consent, User
from portal.accounts.permissions import can_run_chapter
from portal.accounts.selectors import consenting
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy

PIECES = ("first", "second")


def can_read_results(by: Any) -> bool:
    """Whether `by` reads what others said, how far they agree, and takes it along."""
    return bool(by.is_authenticated and can_run_chapter(by))


@policy.register(Comparison)
class ComparisonPolicy(Policy[Comparison]):
    """Who may say which is better: nobody of their own; coordinators; who accompanies all its makers; and peers.

    Peers had the same task, and they and all makers agreed to it.
    """

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        of_others = ~_any_maker(Q(pk=person.pk))
        if can_run_chapter(person):
            return of_others
        return of_others & (_all_makers_in(Pairing.objects.participants_of(person)) | _as_peer(person))


@policy.register(Preference)
class PreferencePolicy(Policy[Preference]):
    """Who said it, and who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return EVERYBODY_SEES if can_run_chapter(person) else Q(rater=person)

    def may_answer(self, person: User, preference: Preference) -> bool:
        """Whether it was drawn for `person`, who may still see the pieces. One query."""
        return preference.rater_id == person.pk and policy.can(person, "see", preference.comparison)


def _any_maker(people: Q) -> Q:
    chosen = User.objects.filter(people).values("pk")
    return Q(first__task__participant__in=chosen) | Q(second__task__participant__in=chosen)


def _all_makers_in(people: Any) -> Q:
    return Q(first__task__participant__in=people, second__task__participant__in=people)


def _as_peer(person: Any) -> Q:
    agreed = consenting(Consent.Kind.PEERS)
    own = Task.objects.filter(participant=person)
    had_it = NOBODY_SEES
    for name in ("template", "batch"):
        had_it |= Q(**{f"first__task__{name}__in": own.exclude(**{name: None}).values(name)})
    return Q(Exists(agreed.filter(pk=person.pk))) & _all_makers_in(agreed.values("pk")) & had_it
