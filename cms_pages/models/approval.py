"""What stands between a page of somebody who needs an approval and the public."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState

APPROVE, SEND_BACK = "approve", "reject"


class ApprovalLock(WorkflowLock):  # type: ignore[misc]  # Wagtail has no types
    """Nobody changes a page while somebody looks at it: what is approved is what was seen."""

    def get_message(self, user: Any) -> Any:
        if self.task.get_actions(self.object, user):
            return _("This version waits for your approval. Approve it or send it back under “Approvals”.")
        return _("Somebody is looking at this version. Take it back if you want to change it first.")

    def get_description(self, user: Any, can_lock: bool = False) -> Any:
        return _("Nobody can change it until it is approved, sent back or taken back")


class MentorApprovalTask(Task):  # type: ignore[misc]  # Wagtail has no types
    """A current mentor of the person, or a coordinator, approves the page or sends it back with a note."""

    lock_class = ApprovalLock

    class Meta:
        verbose_name = _("approval by a mentor")
        verbose_name_plural = _("approvals by a mentor")

    @classmethod
    def get_description(cls) -> Any:
        return _("Whoever accompanies the person, or a coordinator, approves the page.")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        from cms_pages.services import approvals

        state = super().start(workflow_state, user=user)
        approvals.tell_waiting(state=state, by=user)
        return state

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Wagtail's own buttons are one more door of the service."""
        from cms_pages.services import approvals

        page, note = task_state.workflow_state.content_object, kwargs.get("comment", "")
        if action_name == APPROVE:
            approvals.approve(page=page, by=user, note=note)
        elif action_name == SEND_BACK:
            approvals.send_back(page=page, by=user, note=note)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(self.get_actions(obj, user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from cms_pages.permissions import can_decide_about

        if not can_decide_about(user, obj):
            return []
        return [(SEND_BACK, _("Send back with a note"), True), (APPROVE, _("Approve"), False)]

    def get_form_for_action(self, action: str) -> Any:
        from cms_pages.forms import NoteForm

        return NoteForm if action == SEND_BACK else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        from cms_pages.selectors import awaiting

        states: QuerySet[TaskState] = self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS, workflow_state__in=awaiting(user).values("pk")
        )
        return states
