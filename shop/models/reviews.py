"""What buyers say about what they bought."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet
from shop.models.listings import Listing
from shop.models.sales import SaleLine, TakenBack

MOST_STARS = 5


class ReviewQuerySet(PolicyQuerySet["Review"]):
    def shown(self) -> ReviewQuerySet:
        """Those that anybody reads: looked at, and the money of their piece did not all go back."""
        return self.filter(status=Review.Status.SHOWN).exclude(Exists(_all_went_back()))

    def waiting(self) -> ReviewQuerySet:
        return self.filter(status=Review.Status.WAITING).order_by("updated_at", "pk")

    def newest_first(self) -> ReviewQuerySet:
        return self.order_by("-created_at", "-pk")


def _all_went_back() -> models.QuerySet[TakenBack]:
    taken = TakenBack.objects.standing().filter(sale=OuterRef("sale")).order_by().values("sale")
    return taken.annotate(total=Sum("amount_minor")).filter(total__gte=F("sale__gross_minor"))


class Review(TimeStamped):
    """One buyer's word about one bought line; a coordinator looks at it before others do."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a look")
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Not shown")

    sale = models.OneToOneField(SaleLine, on_delete=models.CASCADE, related_name="review")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="shop_reviews"
    )
    name = models.CharField(_("your name, as others read it"), max_length=60)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    text = models.TextField(_("what you think of it"), max_length=2000, blank=True)
    status = models.CharField(_("state"), max_length=7, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Why it is not shown.
    reason = models.CharField(max_length=200, blank=True)
    answer = models.TextField(_("the maker’s answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(fields=["listing", "status", "-created_at"], name="shop_review_of_piece"),
            models.Index(fields=["updated_at"], condition=Q(status="waiting"), name="shop_review_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=MOST_STARS), name="shop_review_has_stars"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="shop_review_answer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of sale {self.sale_id}"

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.SHOWN
