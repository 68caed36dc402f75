"""What buyers ask makers about a piece or an order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet
from shop.models.listings import Listing


class QuestionQuerySet(PolicyQuerySet["Question"]):
    def longest_waiting_first(self) -> QuestionQuerySet:
        return self.order_by(models.F("waits_since").asc(nulls_last=True), "-updated_at", "-pk")


class Question(TimeStamped):
    """What somebody asks about a piece, perhaps as part of an order: a member (`asker`) or a visitor (`email`)."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="questions")
    order = models.ForeignKey(
        "order.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="shop_questions",
    )
    name = models.CharField(_("your name"), max_length=120)
    #: A visitor's, for the answer; nobody is shown it.
    email = models.EmailField(_("your e-mail address"), blank=True, help_text=_("Only the answer is sent there."))
    #: When something was asked that nobody has answered; None when the maker spoke last.
    waits_since = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(fields=["listing", "waits_since"], name="shop_question_waiting"),
            models.Index(fields=["asker", "-updated_at"], name="shop_question_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asker__isnull=False, email="") | Q(asker=None) & ~Q(email=""),
                name="shop_question_by_member_or_visitor",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.public_id} about listing {self.listing_id}"

    def get_absolute_url(self) -> str:
        return reverse("shop:question", args=[self.public_id])


class QuestionWordQuerySet(PolicyQuerySet["QuestionWord"]):
    def shown(self) -> QuestionWordQuerySet:
        return self.filter(hidden_at=None)


class QuestionWord(models.Model):
    """One thing that was said about a question, by who asked or for the maker."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="words")
    #: Who said it, where it was a member; a minor's mentor answers for them.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_answer = models.BooleanField()
    text = models.TextField(_("your words"), max_length=2000)
    #: Names the form that made it, so that a form sent twice says it once.
    submission = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField()
    #: When the desk took it down after a report.
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word about a question")
        verbose_name_plural = _("words about questions")

    def __str__(self) -> str:
        return f"Word {self.pk} about question {self.question_id}"
