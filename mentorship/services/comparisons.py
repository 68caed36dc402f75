"""Holding pieces against one another: which pairs there are, drawing one, and saying which is better."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Comparison, Criterion, CriterionPreference, Preference, Side, Submission, Task
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: Of the pieces of others on the same brief, against how many a new one is held, chosen by chance.
OTHERS = 3
#: Among how many of the least judged pairs chance chooses the next.
NEXT_AMONG = 20
NEWEST = 200


class NotComparable(DomainError):
    message = gettext_lazy("These two pieces have neither a task nor a brief nor a rubric in common.")


class NothingToCompare(DomainError):
    message = gettext_lazy("There is no pair for you at the moment.")


class AlreadyAnswered(DomainError):
    message = gettext_lazy("You have said which is better already.")


class NoReason(DomainError):
    message = gettext_lazy("Say in a few words why.")


class OtherRubric(DomainError):
    message = gettext_lazy("These are criteria of another rubric. Reload the page.")


def ground_of(first: Submission, second: Submission) -> Comparison.Ground:
    """Return why the two may be compared; needs their tasks loaded. Raises NotComparable."""
    one, other = first.task, second.task
    if first.pk == second.pk:
        raise NotComparable
    if one.pk == other.pk:
        return Comparison.Ground.ITERATIONS
    if (one.template_id and one.template_id == other.template_id) or (one.batch and one.batch == other.batch):
        return Comparison.Ground.BRIEF
    if one.rubric_id and one.rubric_id == other.rubric_id:
        return Comparison.Ground.RUBRIC
    raise NotComparable


@transaction.atomic
def pair(*, first: Submission, second: Submission) -> Comparison:
    """Let the two be compared; again changes nothing. Raises NotComparable."""
    first, second = sorted((first, second), key=lambda each: each.pk)
    ground = ground_of(first, second)
    return Comparison.objects.get_or_create(first=first, second=second, defaults={"ground": ground})[0]


def pair_up(*, submission: Submission, rng: Random) -> list[Comparison]:
    """Pair a new piece with the first and the latest before it, and with some of others on the same brief.

    Again pairs it with further ones of others at most.
    """
    before = submission.task.submissions.filter(number__lt=submission.number).order_by("number")
    earlier = {each.pk: each for each in (before.first(), before.last()) if each is not None}
    others = list(_on_same_brief(submission.task).order_by("-pk")[:NEWEST])
    chosen = rng.sample(others, min(OTHERS, len(others)))
    return [pair(first=each, second=submission) for each in [*earlier.values(), *chosen]]


def catch_up(*, rng: Random) -> int:
    """Pair what was handed in before there were pairs, or in a moment when we fell; return how many pairs came."""
    before = Comparison.objects.count()
    alone = Submission.objects.filter(comparisons_as_first=None, comparisons_as_second=None)
    for number in list(alone.order_by("pk").values_list("pk", flat=True)):
        pair_up(submission=Submission.objects.select_related("task").get(pk=number), rng=rng)
    return Comparison.objects.count() - before


@transaction.atomic
def draw(*, by: User, rng: Random, now: datetime) -> Preference:
    """Give `by` a pair to judge: the one that still waits for their answer, or one that few have judged.

    Which piece stands on side A is left to `rng`, and stays. Raises NothingToCompare.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = Preference.objects.filter(rater=by, answered_at=None).select_related("comparison").first()
    if waiting and can(by, "see", waiting.comparison):
        return waiting
    if waiting:
        waiting.delete()
    seen = Comparison.objects.visible_to(by).exclude(preferences__rater=by)
    judged = Count("preferences", filter=~Q(preferences__answered_at=None), distinct=True)
    least = list(seen.annotate(judged=judged).order_by("judged", "pk")[:NEXT_AMONG])
    if not least:
        raise NothingToCompare
    chosen = rng.choice([each for each in least if each.judged == least[0].judged])
    return Preference.objects.create(comparison=chosen, rater=by, is_swapped=rng.random() < 0.5, drawn_at=now)


@transaction.atomic
def answer(
    *,
    preference: Preference,
    side: str,
    reason: str,
    by: User,
    now: datetime,
    criteria: Mapping[Criterion, str] | None = None,
) -> Preference:
    """Say which of the sides is better, why, and by which criterion.

    Raises NotAllowed, AlreadyAnswered, NoReason, OtherRubric.
    """
    preference = (
        Preference.objects.select_for_update(of=("self",))
        .select_related("comparison__first__task", "comparison__second__task")
        .get(pk=preference.pk)
    )
    require(can(by, "answer", preference), _("This pair was drawn for somebody else."))
    if preference.answered_at:
        raise AlreadyAnswered
    reason = reason.strip()
    if not reason:
        raise NoReason
    criteria = criteria or {}
    if any(each.rubric_id != preference.comparison.rubric_id for each in criteria):
        raise OtherRubric
    preference.choice, preference.reason, preference.answered_at = preference.verdict_of(Side(side)), reason, now
    preference.save(update_fields=["choice", "reason", "answered_at"])
    CriterionPreference.objects.bulk_create(
        CriterionPreference(preference=preference, criterion=each, choice=preference.verdict_of(Side(said)))
        for each, said in criteria.items()
        if said != Side.SKIP
    )
    announce(signals.preference_given, Preference, preference=preference, by=by)
    return preference


def _on_same_brief(task: Task) -> QuerySet[Submission]:
    """The latest piece of each task of somebody else that has the brief or the rubric of `task`."""
    alike = Q(pk__in=[])
    for name in ("template", "batch", "rubric"):
        value = task.batch if name == "batch" else getattr(task, f"{name}_id")
        if value:
            alike |= Q(**{f"task__{name}": value})
    return (
        Submission.objects.latest_of_task()
        .filter(alike)
        .exclude(task__participant=task.participant_id)
        .select_related("task")
    )
