"""Sets that are handed out together."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from mentorship.models.resources.things import PLACES, QuantityField, ResourceType
from mentorship.models.skills import Skill
from portal.core.models import TimeStamped


class Kit(ClusterableModel, TimeStamped):
    """What somebody needs to begin with, handed out in one step."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    skill = models.ForeignKey(
        Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="kits", verbose_name=_("skill")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kit")
        verbose_name_plural = _("kits")

    def __str__(self) -> str:
        return self.name


class KitLine(models.Model):
    """So much of one material, or so many of one tool."""

    kit = ParentalKey(Kit, on_delete=models.CASCADE, related_name="lines")
    resource = models.ForeignKey(
        ResourceType, on_delete=models.PROTECT, related_name="kit_lines", verbose_name=_("material or tool")
    )
    quantity = QuantityField(
        _("quantity"), default=Decimal(1), validators=[MinValueValidator(Decimal(10) ** -PLACES)]
    )

    class Meta:
        verbose_name = _("line of a kit")
        verbose_name_plural = _("lines of kits")
        constraints = [
            models.UniqueConstraint(fields=["kit", "resource"], name="mentorship_resource_once_per_kit"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="mentorship_kit_line_has_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.resource_id}"
