"""What came of looking the books over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BookCheck(models.Model):
    """The nightly look at all money and stock: one for each day."""

    day = models.DateField(_("day"), unique=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem_count = models.PositiveIntegerField(_("problems"), null=True)
    #: A sentence for each of the first problems.
    report = models.TextField(blank=True)

    class Meta:
        verbose_name = _("look at the books")
        verbose_name_plural = _("looks at the books")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, problem_count__isnull=True)
                | Q(ended_at__isnull=False, problem_count__isnull=False),
                name="shop_ended_look_counts",
            )
        ]

    def __str__(self) -> str:
        return f"Books of {self.day}: {self.problem_count}"
