"""Levels that mentors vouch for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import LevelConfirmation, Skill, Submission, Task, UserSkill
from mentorship.permissions import can_confirm_levels, can_take_back
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require


class NothingToConfirm(DomainError):
    message = gettext_lazy("They do not name this level any more. Look again, then confirm what they name now.")


class NoEvidence(DomainError):
    message = gettext_lazy("Say in a few words what shows it: a work, a task, what you saw.")


@transaction.atomic
def confirm(*, user: User, skill: Skill, level: int, evidence: str, by: User, now: datetime) -> LevelConfirmation:
    """Vouch that `user` has reached the `level` that they name. Again changes nothing.

    Raises NotAllowed, NothingToConfirm, NoEvidence.
    """
    held = UserSkill.objects.select_for_update().filter(user=user, skill=skill).first()
    require(can_confirm_levels(by, user), _("Only somebody's mentor confirms what they can do."))
    if held is None or held.level != level or not skill.levels.filter(number=level).exists():
        raise NothingToConfirm
    evidence = " ".join(evidence.split())
    if not evidence:
        raise NoEvidence
    values = {"evidence": evidence[:240], "confirmed_by": by, "confirmed_at": now}
    standing = LevelConfirmation.objects.standing()
    confirmation, is_new = standing.get_or_create(user=user, skill=skill, level=level, defaults=values)
    if is_new:
        announce(signals.level_confirmed, LevelConfirmation, confirmation=confirmation, by=by)
    return confirmation


class NotApproved(DomainError):
    message = gettext_lazy("Only an approved piece for a task of this skill shows a level.")


class NotHigher(DomainError):
    message = gettext_lazy("They have this level, or a higher one, already.")


@transaction.atomic
def raise_level(
    *, submission: Submission, level: int, evidence: str, by: User, now: datetime
) -> LevelConfirmation:
    """Vouch that whoever made `submission`, which is approved, has come to `level` of the skill it practised.

    What they name themselves follows. `take_back` ends it. Raises NotAllowed, NotApproved, NotHigher, NoEvidence,
    NothingToConfirm.
    """
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("participant", "skill")
        .get(pk=submission.task_id)
    )
    user, skill = task.participant, task.skill
    require(can_confirm_levels(by, user), _("Only somebody's mentor confirms what they can do."))
    if task.status != Task.Status.APPROVED or task.iteration != submission.number or skill is None:
        raise NotApproved
    if not skill.levels.filter(number=level).exists():
        raise NothingToConfirm(_("This skill has no such level."))
    held, _new = UserSkill.objects.select_for_update().get_or_create(user=user, skill=skill, defaults={"level": 0})
    standing = LevelConfirmation.objects.standing().filter(user=user, skill=skill, level__gte=level)
    if held.level > level or standing.exclude(submission=submission).exists():
        raise NotHigher
    if held.level < level:
        held.level = level
        held.save(update_fields=["level", "updated_at"])
    confirmation = confirm(user=user, skill=skill, level=level, evidence=evidence, by=by, now=now)
    if confirmation.submission_id is None:
        confirmation.submission = submission
        confirmation.save(update_fields=["submission"])
    return confirmation


@transaction.atomic
def take_back(*, confirmation: LevelConfirmation, by: User, now: datetime) -> LevelConfirmation:
    """Vouch no longer; that it was once confirmed stays on record. Raises NotAllowed."""
    confirmation = LevelConfirmation.objects.select_for_update().get(pk=confirmation.pk)
    require(can_take_back(by, confirmation), _("Who confirmed it takes it back, or a coordinator."))
    if confirmation.taken_back_at is None:
        confirmation.taken_back_at = now
        confirmation.save(update_fields=["taken_back_at"])
        announce(signals.level_taken_back, LevelConfirmation, confirmation=confirmation, by=by)
    return confirmation
