"""People who sell."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped


class Seller(TimeStamped):
    """A person as Oscar's partner, from their first listing on. Never linked to Oscar's seller dashboard."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seller")
    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="seller")

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")

    def __str__(self) -> str:
        return f"Seller {self.user_id}"
