"""What happens to works when something happens to their makers, and to the pictures of works that change."""

from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone, translation
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished
from wagtail.search import index

import mentorship.signals
from mentorship import jobs, showing
from mentorship.models import JournalEntry, MentorRequest, Pairing, Project, Submission
from mentorship.services import (
    claims,
    comparisons,
    hiding,
    imports,
    journals,
    peers,
    places,
)
from portal.accounts import signals
from portal.accounts.models import Consent, User
from portal.core import copies


@receiver(signals.consent_withdrawn, dispatch_uid="mentorship.hide_without_consent")
def hide_without_consent(user: User, kind: str, **_: Any) -> None:
    if kind in (Consent.Kind.PUBLISHING, Consent.Kind.TAKING_PART):
        hiding.withdraw(owner=user)
        journals.withdraw(owner=user)
    if kind in (Consent.Kind.PEERS, Consent.Kind.TAKING_PART):
        peers.leave_all(person=user, now=timezone.now())


@receiver(signals.age_band_set, dispatch_uid="mentorship.follow_age")
def follow_age(user: User, **_: Any) -> None:
    hiding.follow_age(owner=user)
    journals.follow_age(owner=user)


@receiver(signals.account_closing, dispatch_uid="mentorship.hide_closing")
def hide_closing(user: User, **_: Any) -> None:
    hiding.hide_for_closing(owner=user)
    journals.hide_for_closing(owner=user)
    peers.leave_all(person=user, now=timezone.now())


@receiver(signals.account_reopened, dispatch_uid="mentorship.show_reopened")
def show_reopened(user: User, hidden: dict[str, dict[str, str]], **_: Any) -> None:
    hiding.show_again(owner=user, hidden=hidden.get(hiding.WORKS, {}))
    journals.show_again(owner=user, hidden=hidden.get(journals.DIARY, {}))


@receiver(task_finished, dispatch_uid="mentorship.note_a_lost_table")
def note_a_lost_table(task_result: Any, **_: Any) -> None:
    """Tell the person when the job of their table is given up: its workers died, so nobody else could."""
    if task_result.status == TaskResultStatus.FAILED and task_result.task in (jobs.try_table, jobs.take_table_in):
        number, language, *_more = task_result.args
        with translation.override(language):
            imports.fail(number=number, job=UUID(task_result.id), reason=str(imports.FAILED))


@receiver(mentorship.signals.mentor_request_settled, dispatch_uid="mentorship.next_in_line")
def next_in_line(request: MentorRequest, **_: Any) -> None:
    """Let the next have the place that was kept for somebody who has found another mentor."""
    places.follow_up(mentor=request.mentor, now=timezone.now())


@receiver(mentorship.signals.pairing_ended, dispatch_uid="mentorship.drop_claims")
def drop_claims(pairing: Pairing, **_: Any) -> None:
    """Leave to others what somebody looked at who accompanies its maker no longer."""
    claims.drop(reviewer=pairing.mentor, participant=pairing.participant)


@receiver(m2m_changed, sender=Project.skills.through, dispatch_uid="mentorship.found_by_skills")
def found_by_skills(instance: Any, action: str, **_: Any) -> None:
    """Let a work be found by the skills that were just given to it."""
    if action in ("post_add", "post_remove", "post_clear") and isinstance(instance, Project):
        index.insert_or_update_object(instance)


@receiver(post_save, sender=User, dispatch_uid="mentorship.found_by_new_name")
def found_by_new_name(instance: User, created: bool, update_fields: Any = None, **_: Any) -> None:
    """Let works be found by the new name of their maker, and not by the former one."""
    if not created and (update_fields is None or "display_name" in update_fields):
        for project in Project.objects.filter(owner=instance):
            index.insert_or_update_object(project)


@receiver(post_save, sender=Project, dispatch_uid="mentorship.follow_work")
def follow_work(instance: Project, raw: bool = False, **_: Any) -> None:
    if not raw:
        copies.follow(showing.WORK, [instance.pk])


@receiver(pre_delete, sender=Project, dispatch_uid="mentorship.end_work")
def end_work(instance: Project, **_: Any) -> None:
    copies.end(instance)


@receiver(post_save, sender=JournalEntry, dispatch_uid="mentorship.follow_entry")
def follow_entry(instance: JournalEntry, raw: bool = False, **_: Any) -> None:
    if not raw:
        copies.follow(showing.ENTRY, [instance.pk])


@receiver(pre_delete, sender=JournalEntry, dispatch_uid="mentorship.end_entry")
def end_entry(instance: JournalEntry, **_: Any) -> None:
    copies.end(instance)


@receiver(mentorship.signals.work_submitted, dispatch_uid="mentorship.pair_up")
def pair_up(submission: Submission, **_: Any) -> None:
    """Let a new piece be held against others, if it is still there."""
    there = Submission.objects.select_related("task").filter(pk=submission.pk).first()
    if there is not None:
        comparisons.pair_up(submission=there, rng=SystemRandom())
