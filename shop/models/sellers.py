"""People who sell."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped


class Seller(TimeStamped):
    """A person as Oscar's partner, from their first listing on. Never linked to Oscar's seller dashboard."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seller")
    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="seller")
    #: Where and when buyers may come; empty if they may not.
    pickup = models.TextField(
        _("where and when buyers can pick things up"),
        max_length=400,
        blank=True,
        help_text=_(
            "A public place and times, such as “Workshop, Mill Lane 3, Saturdays 10 to 14”. Everybody reads it."
        ),
    )
    policy = models.TextField(
        _("returns and refunds"),
        max_length=2000,
        blank=True,
        help_text=_("Buyers read it before they pay, and it stands on their receipt as it was that day."),
    )
    takes_tips = models.BooleanField(_("buyers may add a tip"), default=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    away_note = models.CharField(_("what visitors read meanwhile"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")

    def __str__(self) -> str:
        return f"Seller {self.user_id}"

    @property
    def is_away(self) -> bool:
        """Whether the maker takes no orders today."""
        return self.away_until is not None and self.away_until > timezone.localdate()
