"""Where a piece comes from, as its maker tells it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStamped
from shop.models.listings import Listing


class Provenance(TimeStamped):
    """What the maker adds to the page of a piece's origin; without one it says what everybody may know anyway."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="provenance")
    materials = models.TextField(
        _("what it is made of"), max_length=600, blank=True, help_text=_("One material on each line.")
    )
    method = models.TextField(_("how it was made"), max_length=1500, blank=True)
    shows_levels = models.BooleanField(
        _("show what mentors have confirmed of my skills"),
        default=False,
        help_text=_("Only of the skills that this work names."),
    )
    #: Steps of the making; those that are public at the time are shown.
    entries = models.ManyToManyField(
        "mentorship.JournalEntry",
        blank=True,
        related_name="provenances",
        verbose_name=_("pages of my diary that tell of it"),
    )

    class Meta:
        verbose_name = _("origin of a piece")
        verbose_name_plural = _("origins of pieces")

    def __str__(self) -> str:
        return f"Origin of listing {self.listing_id}"
