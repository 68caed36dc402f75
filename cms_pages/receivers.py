"""What pages do when something happens elsewhere."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished
from wagtail.models import TaskState, WorkflowState
from wagtail.search import index
from wagtail.signals import (
    page_published,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from cms_pages import context, jobs
from cms_pages.models import ChapterSettings, PortfolioPage
from cms_pages.services import exports, hiding, mentions, portfolios
from portal.accounts import roles, signals
from portal.accounts.models import Consent, User
from portal.accounts.selectors import is_expected


@receiver(signals.role_given, dispatch_uid="cms_pages.portfolio_for_participant")
def portfolio_for_participant(user: User, role: str, **_: Any) -> None:
    """Give participants a portfolio; whose account was only made ready gets it when they join."""
    if role == roles.PARTICIPANT and not is_expected(user):
        portfolios.provide(user)


@receiver(signals.invitation_accepted, dispatch_uid="cms_pages.portfolio_for_who_joined")
def portfolio_for_who_joined(user: User, **_: Any) -> None:
    if User.objects.get(pk=user.pk).has_role(roles.PARTICIPANT):
        portfolios.provide(user)


@receiver(signals.consent_withdrawn, dispatch_uid="cms_pages.hide_without_consent")
def hide_without_consent(user: User, kind: str, **_: Any) -> None:
    if kind in (Consent.Kind.PUBLISHING, Consent.Kind.TAKING_PART):
        hiding.withdraw(owner=user)
        exports.forget(person=user)


@receiver(signals.account_closing, dispatch_uid="cms_pages.hide_closing")
def hide_closing(user: User, **_: Any) -> None:
    hiding.hide_for_closing(owner=user)


@receiver(signals.account_reopened, dispatch_uid="cms_pages.show_reopened")
def show_reopened(user: User, hidden: dict[str, dict[str, str]], **_: Any) -> None:
    hiding.show_again(owner=user, numbers=hidden.get(hiding.PAGES, {}))


@receiver(post_save, sender=User, dispatch_uid="cms_pages.found_by_new_name")
def found_by_new_name(instance: User, created: bool, update_fields: Any = None, **_: Any) -> None:
    """Let a portfolio be found by the new name of its maker, and not by the former one."""
    if not created and (update_fields is None or "display_name" in update_fields):
        for portfolio in PortfolioPage.objects.filter(owner_person=instance):
            index.insert_or_update_object(portfolio)


@receiver(signals.age_band_set, dispatch_uid="cms_pages.follow_age")
def follow_age(user: User, **_: Any) -> None:
    hiding.follow_age(owner=user)


#: Wagtail's own mails about workflows go to every operator as well; ours go to whom it concerns.
for _signal, _sender, _name in (
    (task_submitted, TaskState, "group_approval_task_submitted"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected"),
    (workflow_approved, WorkflowState, "workflow_state_approved"),
):
    _signal.disconnect(sender=_sender, dispatch_uid=f"{_name}_email_notification")


@receiver(task_finished, dispatch_uid="cms_pages.note_a_lost_export")
def note_a_lost_export(task_result: Any, **_: Any) -> None:
    """Tell the person when the job of their export is given up: its builders died, so nobody else could."""
    if task_result.status == TaskResultStatus.FAILED and task_result.task == jobs.build_export:
        exports.fail(number=task_result.args[0], reason=str(exports.FAILED), now=timezone.now())


@receiver(page_published, dispatch_uid="cms_pages.note_mentions")
def note_mentions(instance: Any, **_: Any) -> None:
    mentions.note(page=instance)


@receiver((post_save, post_delete), sender=ChapterSettings, dispatch_uid="cms_pages.new_settings")
def show_new_settings(**_: Any) -> None:
    context.forget()
