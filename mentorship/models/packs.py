"""Crafts that came as files: which pack, in which version, and every version there was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.models.skills import Discipline
from portal.core.policy import PolicyQuerySet


class SkillPackQuerySet(PolicyQuerySet["SkillPack"]):
    pass


class SkillPack(models.Model):
    """A craft that was loaded from a pack, as its latest version says."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    #: What it made; whatever else the chapter adds to the discipline is the chapter's.
    discipline = models.OneToOneField(
        Discipline, on_delete=models.PROTECT, related_name="pack", verbose_name=_("discipline")
    )
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=400, blank=True)
    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=12)
    licence = models.CharField(_("licence"), max_length=60)
    author = models.CharField(_("author"), max_length=120)
    #: SHA-256 of the manifest and the pictures.
    checksum = models.CharField(_("checksum"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded"))

    objects = SkillPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill pack")
        verbose_name_plural = _("skill packs")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class PackVersion(models.Model):
    """One version of a pack as it was loaded, whole."""

    pack = models.ForeignKey(SkillPack, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(_("version"), max_length=20)
    checksum = models.CharField(_("checksum"), max_length=64)
    manifest = models.JSONField(_("manifest"))
    loaded_at = models.DateTimeField(_("loaded"))
    #: Nobody: from the console.
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="packs_loaded",
        verbose_name=_("loaded by"),
    )

    class Meta:
        verbose_name = _("version of a skill pack")
        verbose_name_plural = _("versions of skill packs")
        constraints = [models.UniqueConstraint(fields=["pack", "version"], name="mentorship_pack_version_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"
