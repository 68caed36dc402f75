"""Questions about people who may join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from mentorship import likeness
from mentorship.models import Distinction, Interaction, Pairing, Prospect, SavedView, Skill, Stage
from mentorship.models.prospects import ProspectQuerySet
from portal.accounts.models import User
from portal.core.timeline import Subject

PER_COLUMN = 20
#: After so long without a word somebody whom one accompanies is silent.
SILENT_AFTER = timedelta(days=30)
SORTS: dict[str, tuple[Any, ...]] = {
    "": ("-stage_changed_at", "-pk"),
    "name": ("name", "pk"),
    "oldest": ("stage_changed_at", "pk"),
    "silent": (F("last_contact_at").asc(nulls_first=True), "pk"),
}


def find_prospects(
    viewer: Any,
    *,
    q: str = "",
    stage: str = "",
    skill: Skill | None = None,
    place: str = "",
    source: str = "",
    mentor: User | None = None,
) -> ProspectQuerySet:
    """Standing prospects that `viewer` sees, narrowed by what is given."""
    found = Prospect.objects.visible_to(viewer).standing()
    for word in q.split()[:6]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(place__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__icontains=word)
            | Q(source_note__icontains=word)
            | Q(staff_note__icontains=word)
        )
    if stage:
        found = found.filter(stage=stage)
    if skill:
        found = found.filter(pk__in=Prospect.skills.through.objects.filter(skill=skill).values("prospect"))
    if place:
        found = found.filter(place__icontains=place)
    if source:
        found = found.filter(source=source)
    if mentor:
        found = found.filter(mentor=mentor)
    return found


def with_contact(prospects: QuerySet[Prospect]) -> QuerySet[Prospect]:
    """`prospects` with `last_contact_at`, `next_due` and `next_words`, their mentor and skills. Two queries."""
    contacts = Interaction.objects.filter(prospect=OuterRef("pk"))
    due = contacts.filter(done_at=None, next_step_date__isnull=False).order_by("next_step_date", "pk")
    return (
        prospects.select_related("mentor", "onboarded_user")
        .prefetch_related("skills")
        .annotate(
            last_contact_at=Subquery(contacts.order_by("-happened_at").values("happened_at")[:1]),
            next_due=Subquery(due.values("next_step_date")[:1]),
            next_words=Subquery(due.values("next_step")[:1]),
        )
    )


def in_columns(prospects: QuerySet[Prospect], shown: Iterable[QuerySet[Any]]) -> dict[str, list[Prospect]]:
    """Return what the cards of a board tell: those of `shown` (parts of `prospects`, by number) by their stage.

    The newest first. Two queries, however many parts.
    """
    numbers = reduce(or_, (Q(pk__in=part) for part in shown))
    found: dict[str, list[Prospect]] = {stage: [] for stage in Stage.values}
    for prospect in with_contact(prospects.filter(numbers)).order_by(*SORTS[""]):
        found[prospect.stage].append(prospect)
    return found


def stage_counts(prospects: QuerySet[Prospect]) -> dict[str, int]:
    """How many of `prospects` are in each stage. One query."""
    counted = dict(prospects.order_by().values_list("stage").annotate(number=Count("pk")))
    return {stage: counted.get(stage, 0) for stage in Stage.values}


def saved_views(owner: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner=owner).order_by("name", "pk")


def timeline_of_prospect(prospect: Prospect) -> Subject:
    return Subject(person=prospect.onboarded_user, prospects=(prospect.pk,))


def timeline_of_person(person: User) -> Subject:
    """The account together with the notes from before it. One query."""
    notes = Prospect.objects.filter(onboarded_user=person).order_by("pk").values_list("pk", flat=True)
    return Subject(person=person, prospects=tuple(notes))


# What is due --------------------------------------------------------------------------------------------------


def looked_after(by: Any) -> Q:
    """Which interactions are about somebody whom `by` looks after, or were noted by them."""
    return Q(prospect__mentor=by) | Q(person__in=Pairing.objects.participants_of(by)) | Q(by=by)


def due_steps(viewer: Any, *, everybody: bool = False) -> QuerySet[Interaction]:
    """Next steps that wait, overdue first, with whom they concern and `last_contact_at`. One query."""
    rows = Interaction.objects.visible_to(viewer).due()
    if not everybody:
        rows = rows.filter(looked_after(viewer))
    same = Interaction.objects.filter(Q(prospect=OuterRef("prospect")) | Q(person=OuterRef("person"))).order_by(
        "-happened_at"
    )
    return (
        rows.select_related("prospect__mentor", "person", "by")
        .annotate(last_contact_at=Subquery(same.values("happened_at")[:1]))
        .order_by("next_step_date", "pk")
    )


def without_next_step(viewer: Any, *, everybody: bool = False) -> QuerySet[Prospect]:
    """Open prospects for whom nothing is planned, the longest silent first; two queries with their skills."""
    due = Interaction.objects.filter(prospect=OuterRef("pk"), done_at=None, next_step_date__isnull=False)
    rows = Prospect.objects.visible_to(viewer).open().filter(~Exists(due))
    if not everybody:
        rows = rows.filter(mentor=viewer)
    return with_contact(rows).order_by(*SORTS["silent"])


def silent_people(viewer: Any, *, now: Any, everybody: bool = False) -> QuerySet[User]:
    """Participants who are accompanied, of whom nothing was noted for SILENT_AFTER and nothing is planned.

    The longest silent first, with `last_contact_at` and `paired_since`. One query.
    """
    contacts = Interaction.objects.filter(Q(person=OuterRef("pk")) | Q(prospect__onboarded_user=OuterRef("pk")))
    before = now - SILENT_AFTER
    lasting = Pairing.objects.current().filter(participant=OuterRef("pk"))
    accompanied = Pairing.objects.current()
    if not everybody:
        lasting, accompanied = lasting.filter(mentor=viewer), accompanied.filter(mentor=viewer)
    return (
        User.objects.filter(pk__in=accompanied.values("participant"), is_active=True)
        .annotate(
            last_contact_at=Subquery(contacts.order_by("-happened_at").values("happened_at")[:1]),
            paired_since=Subquery(lasting.order_by("started_at").values("started_at")[:1]),
        )
        .filter(Q(last_contact_at__lt=before) | Q(last_contact_at=None, paired_since__lt=before))
        .filter(~Exists(contacts.filter(done_at=None, next_step_date__isnull=False)))
        .select_related("profile")
        .order_by(F("last_contact_at").asc(nulls_first=True), "pk")
    )


# Likely duplicates --------------------------------------------------------------------------------------------

KEYS = {"phone_key": _("telephone"), "email_key": _("e-mail address"), "name_key": _("sound of the name")}


@dataclass(frozen=True)
class Alike:
    """Two notes that may be about one person, and what they share."""

    first: Prospect
    second: Prospect
    shared: tuple[str, ...]

    @property
    def both(self) -> tuple[Prospect, Prospect]:
        return self.first, self.second

    @property
    def shared_words(self) -> list[str]:
        return [str(KEYS[key]) for key in self.shared]


def likely_same(viewer: Any, *, name: str = "", phone: str = "", email: str = "", but: int = 0) -> list[Prospect]:
    """Up to five notes that `viewer` sees and that may be about the same person, with their mentors. One query."""
    keys = {
        "phone_key": likeness.phone_key(phone),
        "email_key": likeness.email_key(email),
        "name_key": likeness.name_key(name),
    }
    shares = Q()
    for key, value in keys.items():
        if value:
            shares |= Q(**{key: value})
    if not shares:
        return []
    told_apart = Distinction.objects.filter(Q(first=but) | Q(second=but)).values_list("first", "second")
    apart = {number for pair in told_apart for number in pair} if but else set()
    found = Prospect.objects.visible_to(viewer).standing().filter(shares).exclude(pk=but).select_related("mentor")
    near = [each for each in found.order_by("-pk")[:25] if each.pk not in apart and _is_near(each, keys, name)]
    return near[:5]


def _is_near(found: Prospect, keys: dict[str, str], name: str) -> bool:
    if any(keys[key] and getattr(found, key) == keys[key] for key in ("phone_key", "email_key")):
        return True
    return likeness.are_alike(found.name, name)


def alike_pairs(viewer: Any, *, count: int = 150) -> list[Alike]:
    """Pairs of notes that `viewer` sees and that may be about one person, the surest first. Five queries."""
    seen = Prospect.objects.visible_to(viewer).standing()
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key in KEYS:
        for pair in _sharing(seen, key, count):
            shared[pair].append(key)
    apart = set(Distinction.objects.values_list("first", "second"))
    numbers = {number for pair in shared if pair not in apart for number in pair}
    found = seen.select_related("mentor").in_bulk(numbers)
    pairs = [
        Alike(found[first], found[second], tuple(keys))
        for (first, second), keys in shared.items()
        if (first, second) not in apart and _are_near(found[first], found[second], keys)
    ]
    return sorted(pairs, key=lambda each: (-len(each.shared), -each.second.pk))


def _are_near(first: Prospect, second: Prospect, keys: list[str]) -> bool:
    return keys != ["name_key"] or likeness.are_alike(first.name, second.name)


def _sharing(seen: ProspectQuerySet, key: str, count: int) -> list[tuple[int, int]]:
    """Return the pairs among `seen` that have the same `key`: each note with the oldest of its kind. One query."""
    groups = (
        seen.exclude(**{key: ""})
        .order_by()
        .values(key)
        .annotate(number=Count("pk"), oldest=Min("pk"))
        .filter(number__gt=1)
    )
    oldest = Subquery(groups.filter(**{key: OuterRef(key)}).values("oldest")[:1])
    rows = (
        seen.filter(**{f"{key}__in": groups.values(key)})
        .annotate(oldest=oldest)
        .exclude(pk=F("oldest"))
        .order_by("-pk")
        .values_list("oldest", "pk")
    )
    return list(rows[:count])


def contact_subjects(viewer: Any, *, q: str = "", count: int = 12) -> list[Prospect]:
    """Those of whom `viewer` most likely notes something now, the last dealt with first. One query."""
    found = find_prospects(viewer, q=q).filter(~Q(stage=Stage.ONBOARDED))
    return list(found.select_related("mentor").order_by("-updated_at", "-pk")[:count])


def people_to_log(viewer: Any, *, everybody: bool, q: str = "", count: int = 12) -> list[User]:
    """Accounts of whom `viewer` may note something. One query."""
    people = User.objects.filter(is_active=True).exclude(pk=viewer.pk)
    if not everybody:
        people = people.filter(pk__in=Pairing.objects.participants_of(viewer))
    for word in q.split()[:6]:
        people = people.filter(Q(display_name__icontains=word) | Q(handle__icontains=word))
    return list(people.order_by("display_name", "pk")[:count])
