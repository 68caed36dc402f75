"""What others say on somebody's pages: comments under stories, and messages through the contact form."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.policy import PolicyQuerySet


class CommentQuerySet(PolicyQuerySet["PostComment"]):
    def readable_by(self, user: Any) -> CommentQuerySet:
        """Comments that stand under a story for `user`: what is shown, and their own that wait."""
        return self.filter(self.readable(user))

    @staticmethod
    def readable(user: Any) -> Q:
        stands = Q(status=PostComment.Status.SHOWN)
        if user.is_authenticated and user.is_active:
            stands |= Q(author=user, status=PostComment.Status.HELD)
        return stands & Q(author__is_active=True)

    def waiting(self) -> CommentQuerySet:
        """Comments that somebody has to look at."""
        return self.filter(status__in=[PostComment.Status.HELD, PostComment.Status.REPORTED])


class PostComment(models.Model):
    """What a member wrote under a story."""

    class Status(models.TextChoices):
        HELD = "held", _("Waits until somebody has looked")
        SHOWN = "shown", _("Can be read by everybody")
        REPORTED = "reported", _("Reported, and hidden until a coordinator has looked")
        DECLINED = "declined", _("Not shown")

    post = models.ForeignKey("cms_pages.BlogPostPage", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments_on_stories"
    )
    text = models.TextField(_("comment"), max_length=2000)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.HELD)
    created_at = models.DateTimeField(_("written"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="comments_decided",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    #: Names the form it came by, so that a form sent twice makes one comment.
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["post", "status", "created_at"], name="cms_pages_comment_of_post")]

    def __str__(self) -> str:
        return f"Comment {self.pk} on {self.post_id}"


class CommentReport(models.Model):
    """Somebody asks to look at a comment."""

    comment = models.ForeignKey(PostComment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments_reported"
    )
    reason = models.CharField(_("what is wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("reported"))

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="cms_pages_comment_reported_once")
        ]

    def __str__(self) -> str:
        return f"Report of {self.comment_id}"


class ContactMessage(models.Model):
    """What somebody wrote through the contact form of a portfolio."""

    class Status(models.TextChoices):
        HELD = "held", _("Waits until somebody who looks after the person has read it")
        DELIVERED = "delivered", _("Delivered")
        DECLINED = "declined", _("Not delivered")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_messages"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contact_messages_sent",
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    text = models.TextField(_("message"), max_length=4000)
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.HELD)
    created_at = models.DateTimeField(_("written"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contact_messages_decided",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PolicyQuerySet["ContactMessage"].as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["recipient", "status", "-created_at"], name="cms_pages_message_of_person")]

    def __str__(self) -> str:
        return f"Message {self.pk}"
