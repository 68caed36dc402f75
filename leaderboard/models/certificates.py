"""Certificates: a level that a mentor vouches for, on paper and as a signed credential."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models import LevelConfirmation
from portal.core.ids import public_id
from portal.core.policy import PolicyQuerySet

#: Whoever knows the address reads the certificate, so nobody may guess one: 95 bits.
SECRET_LENGTH = 20


class CertificateQuerySet(PolicyQuerySet["Certificate"]):
    def standing(self) -> CertificateQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at=None)

    def with_grounds(self) -> CertificateQuerySet:
        return self.select_related("user", "confirmation__skill__discipline", "confirmation__confirmed_by")


class Certificate(models.Model):
    """Says of somebody what a mentor confirmed. The words that were printed are kept; it ends by being revoked."""

    public_id = models.CharField(
        max_length=SECRET_LENGTH, unique=True, default=partial(public_id, SECRET_LENGTH), editable=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates")
    confirmation = models.ForeignKey(LevelConfirmation, on_delete=models.PROTECT, related_name="certificates")
    name = models.CharField(_("name of the holder"), max_length=120)
    level_name = models.CharField(_("name of the level"), max_length=60)
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_because = models.CharField(_("why it was revoked"), max_length=240, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation"], condition=Q(revoked_at=None), name="leaderboard_certificate_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="leaderboard_certificate_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.level_name}"

    def get_absolute_url(self) -> str:
        return reverse("leaderboard:certificate", args=[self.public_id])

    @property
    def stands(self) -> bool:
        return self.revoked_at is None
