"""What somebody asks a maker to make."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.projects import Project
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet


class CommissionQuerySet(PolicyQuerySet["Commission"]):
    def newest_first(self) -> CommissionQuerySet:
        return self.order_by("-created_at", "-pk")


class Commission(TimeStamped):
    """A request to make something, by a member (`asker`) or a visitor (`email`), and what the maker says to it."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="commissions_received"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="commissions_sent",
    )
    #: The work that gave the idea.
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="commissions"
    )
    name = models.CharField(_("your name"), max_length=80)
    #: A visitor's, for the answer; nobody is shown it.
    email = models.EmailField(_("your e-mail address"), blank=True, help_text=_("Only the answer is sent there."))
    message = models.TextField(_("what you would like"), max_length=3000)
    budget = models.CharField(
        _("what it may cost"), max_length=60, blank=True, help_text=_("So that you need not write twice.")
    )
    answer = models.TextField(_("your answer"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice asks once.
    submission = models.UUIDField(unique=True, editable=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        indexes = [
            models.Index(fields=["maker", "-created_at"], name="mentorship_commission_maker"),
            models.Index(fields=["asker", "-created_at"], name="mentorship_commission_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asker__isnull=False, email="") | Q(asker=None) & ~Q(email=""),
                name="mentorship_commission_by_member_or_visitor",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="mentorship_commission_answer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} to {self.maker_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:commission", args=[self.public_id])

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
