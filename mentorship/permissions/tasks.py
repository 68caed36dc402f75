"""Who gives tasks and sets goals, who hands in and who says what they think of it, and who sees that."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import (
    Extension,
    Feedback,
    FeedbackFile,
    FeedbackReply,
    Goal,
    Pairing,
    SavedComment,
    Submission,
    SubmissionFile,
    Task,
    TaskFile,
)
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def can_assign(by: User) -> bool:
    """Whether there is anybody at all to whom `by` could give tasks. At most two queries."""
    if not by.is_active:
        return False
    return can_run_chapter(by) or by.has_role(roles.MENTOR) or Pairing.objects.participants_of(by).exists()


def can_assign_to(by: User, participant: User) -> bool:
    """Whether `by` gives tasks to `participant`: while they accompany them, or run the chapter."""
    if by == participant or not by.is_active or not participant.is_active:
        return False
    return participant.has_role(roles.PARTICIPANT) and (can_run_chapter(by) or accompanies(by, participant))


def can_review_for(by: User, participant: User) -> bool:
    """Whether `by` says what they think of the work of `participant`, who is somebody else."""
    return can_assign_to(by, participant)


def can_set_goal_for(by: User, owner: User) -> bool:
    """Whether `by` sets goals of `owner`: their own, or of somebody whom they accompany."""
    return by.is_active and owner.is_active and (by == owner or accompanies(by, owner))


def seen_with_task(person: Any, of: str = "") -> Q:
    """What `person` sees of tasks and what hangs on them; `of` leads from a row to its task ("task__").

    The participant, their present mentors, and who runs the chapter.
    """
    if not (person.is_authenticated and person.is_active):
        return NOBODY_SEES
    if can_run_chapter(person):
        return EVERYBODY_SEES
    accompanied = Pairing.objects.participants_of(person)
    return Q(**{f"{of}participant": person}) | Q(**{f"{of}participant__in": accompanied})


@policy.register(Task)
class TaskPolicy(Policy[Task]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person)

    def _is_own(self, person: User, task: Task) -> bool:
        return task.participant_id == person.pk

    may_start = may_submit = may_take_back = may_ask_for_time = _is_own

    def may_withdraw(self, person: User, task: Task) -> bool:
        return can_assign_to(person, task.participant)

    may_extend = may_withdraw

    def may_review(self, person: User, task: Task) -> bool:
        return can_review_for(person, task.participant)


@policy.register(TaskFile)
class TaskFilePolicy(Policy[TaskFile]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, "task__")


@policy.register(Extension)
class ExtensionPolicy(Policy[Extension]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, "task__")


@policy.register(Submission)
class SubmissionPolicy(Policy[Submission]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, "task__")


@policy.register(SubmissionFile)
class SubmissionFilePolicy(Policy[SubmissionFile]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, "submission__task__")


@policy.register(Feedback)
class FeedbackPolicy(Policy[Feedback]):
    """Released: who sees the task. A draft: its reviewer alone, as long as they see the task."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        with_task = seen_with_task(person, "submission__task__")
        if with_task == NOBODY_SEES:
            return NOBODY_SEES
        return with_task & (Q(status=Feedback.Status.RELEASED) | Q(reviewer=person))

    def may_answer(self, person: User, feedback: Feedback) -> bool:
        """Whether `person` is of the two sides of released feedback. A query for who did not get it."""
        participant = feedback.submission.task.participant
        return feedback.is_released and (participant == person or can_review_for(person, participant))

    def may_rate(self, person: User, feedback: Feedback) -> bool:
        return feedback.is_released and feedback.submission.task.participant_id == person.pk

    may_finish_step = may_rate


@policy.register(FeedbackFile)
class FeedbackFilePolicy(Policy[FeedbackFile]):
    """Who reads the feedback."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(feedback__in=Feedback.objects.visible_to(person))


@policy.register(FeedbackReply)
class FeedbackReplyPolicy(Policy[FeedbackReply]):
    """Only released feedback has answers."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, "feedback__submission__task__")


@policy.register(SavedComment)
class SavedCommentPolicy(Policy[SavedComment]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(owner=person) if person.is_authenticated and person.is_active else NOBODY_SEES


@policy.register(Goal)
class GoalPolicy(Policy[Goal]):
    """Whose goal it is, and their present mentors: a goal may tell how much somebody has."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return Q(owner=person) | Q(owner__in=Pairing.objects.participants_of(person))

    def may_drop(self, person: User, goal: Goal) -> bool:
        return goal.owner_id == person.pk
