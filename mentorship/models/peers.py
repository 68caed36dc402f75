"""Peers who look at one another's pieces: a round for one piece, and what each of them says."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.feedback import Feedback
from mentorship.models.learning import Criterion, CriterionLevel
from mentorship.models.submissions import Submission
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

MOST_PEERS = 8


class PeerRound(TimeStamped):
    """One piece that so many peers are asked to look at; open until it is closed or its task ends."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="peer_round")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="peer_rounds_opened"
    )
    wanted = models.PositiveSmallIntegerField(
        _("how many peers"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEERS)]
    )
    #: Whether its maker reads no names. Mentors always do.
    is_anonymous = models.BooleanField(_("without names"), default=True)
    due_date = models.DateField(_("until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PolicyQuerySet["PeerRound"].as_manager()

    class Meta:
        verbose_name = _("round of peers")
        verbose_name_plural = _("rounds of peers")
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=MOST_PEERS), name="mentorship_some_peers_are_wanted"
            )
        ]

    def __str__(self) -> str:
        return f"Peers of piece {self.submission_id}"


class PeerReviewQuerySet(PolicyQuerySet["PeerReview"]):
    def asked(self) -> PeerReviewQuerySet:
        """Those that somebody still has to write."""
        return self.filter(status=PeerReview.Status.ASKED, round__closed_at=None)

    def given(self) -> PeerReviewQuerySet:
        return self.filter(status=PeerReview.Status.GIVEN)

    def counting(self) -> PeerReviewQuerySet:
        """Given, and not set aside after an appeal."""
        return self.given().exclude(decision=PeerReview.Decision.SET_ASIDE)


class ThreeSentences(models.Model):
    """What one person says about what another made, so that it helps."""

    noticed = models.TextField(_("I notice"), max_length=2000, blank=True)
    wondered = models.TextField(_("I wonder"), max_length=2000, blank=True)
    tried = models.TextField(_("Try next"), max_length=2000, blank=True)

    class Meta:
        abstract = True


class PeerReview(ThreeSentences, TimeStamped):
    """What one peer says about one piece: asked for, a draft for them alone, then given for good."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        GIVEN = "given", _("Given")
        DECLINED = "declined", _("Declined")

    class Decision(models.TextChoices):
        NONE = "", _("Not decided")
        KEPT = "kept", _("It stays")
        SET_ASIDE = "set_aside", _("Set aside")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    round = models.ForeignKey(PeerRound, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="peer_reviews")
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED, editable=False)
    #: Goes up with each change, so that a second tab never writes over the first one's words.
    version = models.PositiveIntegerField(default=0, editable=False)
    given_at = models.DateTimeField(null=True, blank=True, editable=False)
    usefulness = models.CharField(max_length=6, choices=Feedback.Usefulness, blank=True, editable=False)
    appeal = models.TextField(_("why it is unfair"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision = models.CharField(max_length=9, choices=Decision, blank=True, default=Decision.NONE, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="peer_appeals_decided",
        editable=False,
    )

    objects = PeerReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review by a peer")
        verbose_name_plural = _("reviews by peers")
        indexes = [models.Index(fields=["reviewer", "status"], name="mentorship_peer_to_do")]
        constraints = [
            models.UniqueConstraint(fields=["round", "reviewer"], name="mentorship_one_review_per_peer"),
            models.CheckConstraint(
                condition=Q(status="given", given_at__isnull=False)
                | (~Q(status="given") & Q(given_at=None, usefulness="", appealed_at=None)),
                name="mentorship_given_review_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(appealed_at__isnull=False),
                name="mentorship_only_appeals_are_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.public_id} of piece round {self.round_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:peer_review", args=[self.public_id])

    @property
    def is_given(self) -> bool:
        return self.status == self.Status.GIVEN

    @property
    def is_set_aside(self) -> bool:
        return self.decision == self.Decision.SET_ASIDE

    @property
    def is_appeal_open(self) -> bool:
        return self.appealed_at is not None and not self.decision


class PeerScore(models.Model):
    """How far a peer says that the piece has come by one criterion."""

    review = models.ForeignKey(PeerReview, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="peer_scores")
    level = models.ForeignKey(CriterionLevel, on_delete=models.PROTECT, related_name="peer_scores")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="mentorship_one_peer_score_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} by review {self.review_id}: {self.level_id}"
