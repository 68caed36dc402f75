"""Pieces that people do not want to lose sight of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.listings import Listing


class Wish(models.Model):
    """`user` likes `listing`; nobody else learns of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shop_wishes")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="wishes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="shop_wished_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} wishes {self.listing_id}"
