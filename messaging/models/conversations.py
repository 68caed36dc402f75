"""Who talks with whom, and how far each has read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet


class ConversationQuerySet(PolicyQuerySet["Conversation"]):
    def of(self, person: Any) -> ConversationQuerySet:
        """Those in which `person` is at present."""
        mine = Membership.objects.current().filter(user=person)
        return self.filter(pk__in=mine.values("conversation"))

    def watched(self) -> ConversationQuerySet:
        """Those that a minor has ever been in."""
        of_minors = Membership.objects.filter(user__age_band__in=User.MINOR)
        return self.filter(pk__in=of_minors.values("conversation"))


class Conversation(models.Model):
    """Some people's messages. Its counters go up under the lock of its row, so that nothing is skipped."""

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Between two people")
        GROUP = "group", _("Group")
        TASK = "task", _("About a task")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    #: Which of its kind, such as "direct:3:9": there is one. Groups have none.
    key = models.CharField(max_length=60, unique=True, null=True, editable=False)  # noqa: DJ001  "" is not unique
    title = models.CharField(_("name"), max_length=80, blank=True)
    task = models.ForeignKey(
        "mentorship.Task", null=True, blank=True, on_delete=models.CASCADE, related_name="conversations"
    )
    listing = models.ForeignKey(
        "shop.Listing", null=True, blank=True, on_delete=models.CASCADE, related_name="conversations"
    )
    #: The number of its last message.
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    #: Goes up with each message, and with each change of one: what a page asks for after being away.
    last_change = models.PositiveIntegerField(default=0, editable=False)
    #: Who began a group: they take people out of it.
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="groups_begun"
    )
    #: Goes up when somebody enters, leaves, or may no longer do what they could: sockets then ask again.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: Goes up when somebody has read further, or says whether others are told so.
    reads_version = models.PositiveIntegerField(default=0, editable=False)
    last_at = models.DateTimeField(_("last message"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="group", key__isnull=True) | (~Q(kind="group") & Q(key__isnull=False)),
                name="messaging_key_unless_group",
            ),
            models.CheckConstraint(
                condition=~Q(kind="task") | Q(task__isnull=False), name="messaging_task_thread_has_a_task"
            ),
            models.CheckConstraint(
                condition=Q(last_change__gte=models.F("last_seq")), name="messaging_every_message_is_a_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} conversation {self.public_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(left_at__isnull=True)


class Membership(models.Model):
    """`user` is in `conversation`, and has read until `read_seq`."""

    class State(models.TextChoices):
        MEMBER = "member", _("Takes part")
        ASKED = "asked", _("Was written to by a stranger")
        IGNORED = "ignored", _("Does not want it")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation_places"
    )
    state = models.CharField(max_length=7, choices=State, default=State.MEMBER)
    #: Only ever goes up.
    read_seq = models.PositiveIntegerField(default=0)
    #: Put back among the unread by hand, until it is opened again.
    is_unread = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False)
    #: What they have begun to write here; its number goes up with each change of it.
    draft = models.TextField(blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a conversation")
        verbose_name_plural = _("places in conversations")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="messaging_one_place_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"
