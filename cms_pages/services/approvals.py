"""Pages of those who need an approval: asked for, looked at, approved or sent back.

Wagtail's workflow keeps the state and the history; its buttons and our own pages both end here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, TaskState, WorkflowState

from cms_pages import signals
from cms_pages.models import BlogPage, GalleryPage, MentorApprovalTask, PortfolioPage
from cms_pages.permissions import can_decide_about
from portal.accounts.models import AuditEvent, User
from portal.accounts.permissions import needs_approval_to_publish
from portal.accounts.selectors import may_be_shown
from portal.accounts.services import audit
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require


class NoApprovalNeeded(DomainError):
    message = gettext_lazy("You publish this page yourself: nobody needs to approve it.")


class NobodyApproves(DomainError):
    message = gettext_lazy("Approvals are switched off at the moment. Please tell a coordinator.")


class AlreadyWaiting(DomainError):
    message = gettext_lazy("This page waits for an approval already.")


class NotWaiting(DomainError):
    message = gettext_lazy("This page does not wait for an approval any more.")


class HasChanged(DomainError):
    message = gettext_lazy("The page is not what you have looked at any more. Please look again.")


class NoConsent(DomainError):
    message = gettext_lazy(
        "There is no consent to showing pages of this person. Record it on their safeguarding page first."
    )


class PortfolioFirst(DomainError):
    message = gettext_lazy("The portfolio comes first: what stands in it can be shown when it is online.")


class NoteMissing(DomainError):
    message = gettext_lazy("Write a few words about what should change.")


def publish_or_ask(*, page: Any, by: User) -> bool:
    """Publish the newest revision of `page`, or ask for an approval; return whether it was published.

    Raises NotAllowed.
    """
    person = page.person()
    if person is not None and person == by and needs_approval_to_publish(person):
        submit(page=page, by=by)
        return False
    page.get_latest_revision().publish(user=by)
    return True


@transaction.atomic
def submit(*, page: Any, by: User) -> WorkflowState:
    """Ask for the newest revision of `page` to be looked at.

    Raises NoApprovalNeeded, AlreadyWaiting, NobodyApproves, NotAllowed.
    """
    page = _locked(page)
    person = page.person()
    require(person is not None and person == by and by.is_active, _("This is somebody else's page."))
    if not needs_approval_to_publish(person):
        raise NoApprovalNeeded
    state = page.current_workflow_state
    if state is None:
        workflow = page.get_workflow()
        if workflow is None:
            raise NobodyApproves
        if page.latest_revision is None:
            page.save_revision(user=by)
        return workflow.start(page, by)
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise AlreadyWaiting
    state.resume(user=by)
    return state


@transaction.atomic
def take_back(*, page: Any, by: User) -> None:
    """Let `by` go on with their own `page`: nobody looks at it for now. Raises NotWaiting, NotAllowed."""
    page = _locked(page)
    require(by.is_active and page.person() == by, _("This is somebody else's page."))
    state = page.current_workflow_state
    if state is None:
        raise NotWaiting
    state.cancel(user=by)


@transaction.atomic
def approve(
    *, page: Any, by: User, note: str = "", revision: int | None = None, now: datetime | None = None
) -> None:
    """Publish what waits of `page`, or schedule it if it names a date; `revision` is the number of what was seen.

    With a portfolio its untouched sections go online. Raises NotWaiting, HasChanged, NoConsent, PortfolioFirst,
    NotAllowed.
    """
    page, state = _waiting(page, by)
    person = page.person()
    if page.latest_revision_id != state.revision_id or revision not in (None, state.revision_id):
        raise HasChanged
    if not may_be_shown(person):
        raise NoConsent
    if not isinstance(page, PortfolioPage) and not page.portfolio().live:
        raise PortfolioFirst
    state.approve(user=by, comment=note)
    if isinstance(page, PortfolioPage):
        _publish_sections(page, by)
    audit.record(action=AuditEvent.Action.PUBLISHED_FOR, by=by, subject=person, obj=page, now=now)
    announce(signals.page_approved, Page, page=page, person=person, by=by, note=note)


@transaction.atomic
def send_back(*, page: Any, by: User, note: str) -> None:
    """Let the person change `page` as `note` says. Raises NoteMissing, NotWaiting, NotAllowed."""
    page, state = _waiting(page, by)
    if not note.strip():
        raise NoteMissing
    state.reject(user=by, comment=note)
    announce(signals.page_sent_back, Page, page=page, person=page.person(), by=by, note=note)


def publish_approved(*, state: WorkflowState, by: User | None) -> None:
    """Publish what the last task of a workflow has approved; whoever approved it needs no right of their own.

    Raises NobodyApproves: a workflow whose tasks are all switched off has looked at nothing.
    """
    task_state = state.current_task_state
    if task_state is None:
        raise NobodyApproves
    ours = isinstance(task_state.task.specific, MentorApprovalTask)
    task_state.revision.publish(user=by, skip_permission_checks=ours)


def tell_waiting(*, state: TaskState, by: User | None) -> None:
    page = state.workflow_state.content_object.specific
    announce(signals.page_submitted, Page, page=page, person=page.person(), by=by)


def _locked(page: Any) -> Any:
    return Page.objects.select_for_update().get(pk=page.pk).specific


def _waiting(page: Any, by: User) -> tuple[Any, TaskState]:
    """Return `page`, locked, and what `by` decides about."""
    page = _locked(page)
    require(can_decide_about(by, page), _("Only a current mentor or a coordinator decides about this page."))
    state = page.current_workflow_task_state
    if state is None or not isinstance(state.task.specific, MentorApprovalTask):
        raise NotWaiting
    return page, state


def _publish_sections(portfolio: PortfolioPage, by: User) -> None:
    """Publish the journal and the gallery that came with `portfolio`, unless somebody has worked on them.

    The gallery, private until now, opens with them: it shows only works that everybody may see anyway.
    """
    for section in portfolio.get_children().type(BlogPage, GalleryPage).filter(first_published_at=None).specific():
        if section.revisions.count() == 1 and section.current_workflow_state is None:
            section.latest_revision.publish(user=by, skip_permission_checks=True)
            GalleryPage.objects.filter(pk=section.pk, visibility="private").update(visibility="public")
