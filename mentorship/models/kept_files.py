"""Files that people show: cleaned at upload, private in storage, with smaller pictures beside them."""

from __future__ import annotations

import uuid
from typing import Any, TypedDict

from django.core.files.storage import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import stores
from portal.core.models import TimeStamped

#: What of a file goes through the checked view even when everybody may see it.
NOT_COPIED = frozenset({"original", "captions.vtt"})


def private_storage() -> Storage:
    return stores.private()


class Picture(TypedDict):
    """What `components/picture.html` and the cards take; `src` is a JPEG about 800 pixels wide."""

    src: str
    width: int
    height: int
    alt: str
    srcset: list[tuple[str, int]]
    webp: list[tuple[str, int]]
    avif: list[tuple[str, int]]
    large: str  # the largest JPEG, for who looks closer


class KeptFile(TimeStamped):
    """Abstract: one file of a thing. Its bytes have no address but a checked view; `url` names it."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Picture")
        AUDIO = "audio", _("Sound")
        VIDEO = "video", _("Video")
        TEXT = "text", _("Text")
        CODE = "code", _("Code")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    original = models.FileField(storage=private_storage, max_length=200)
    #: The name that the person's file had, for downloads; never part of a stored path.
    filename = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt_text = models.CharField(
        _("what it shows"), max_length=240, blank=True, help_text=_("For people who cannot see the picture.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    #: [{"format": "webp", "width": 800, "height": 600, "path": "…"}], smallest first.
    renditions = models.JSONField(default=list, blank=True)
    #: Loudness between 0 and 1, for the picture of a sound.
    peaks = models.JSONField(default=list, blank=True)
    #: How long a sound or film takes, where its head says so.
    seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)
    #: Goes up with each replacement: the address stays, but caches are not asked for what they keep of it.
    revision = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def url(self, variant: str = "original") -> str:
        """The address of one variant: "original", or a rendition such as "w400.webp". Never a query."""
        raise NotImplementedError

    def copy_name(self, variant: str) -> str:
        """The name of a variant among the public copies of what it belongs to."""
        return f"{self.public_id.hex}-{variant}"

    @property
    def icon(self) -> str:
        """The name of the icon that stands for it."""
        return "music" if self.kind == self.Kind.AUDIO else self.kind

    @property
    def original_url(self) -> str:
        return self.url()

    @property
    def captions_path(self) -> str:
        """Where its captions are stored, or ""."""
        return ""

    @property
    def length(self) -> str:
        """How long it takes, as clocks say it: "3:07"."""
        minutes, seconds = divmod(self.seconds or 0, 60)
        return f"{minutes}:{seconds:02}"

    @property
    def copied_files(self) -> list[tuple[str, str]]:
        """The name among the public copies, and the stored path, of each rendition."""
        return [(self.copy_name(variant_of(each)), each["path"]) for each in self.renditions]

    @property
    def paths(self) -> list[str]:
        """Where its bytes lie in the private storage."""
        kept = [self.captions_path] if self.captions_path else []
        return [self.original.name, *kept, *(each["path"] for each in self.renditions)]

    @property
    def image(self) -> Picture | None:
        """This picture as components take it, or None for other kinds; never a query."""
        if self.kind != self.Kind.IMAGE or not self.width or not self.height:
            return None
        jpegs = [each for each in self.renditions if each["format"] == "jpeg"]
        shown = min(jpegs, key=lambda each: abs(each["width"] - 800)) if jpegs else None
        return {
            "src": self.url(variant_of(shown)) if shown else self.url(),
            "width": shown["width"] if shown else self.width,
            "height": shown["height"] if shown else self.height,
            "alt": self.alt_text,
            "srcset": self._candidates("jpeg"),
            "webp": self._candidates("webp"),
            "avif": self._candidates("avif"),
            "large": self.url(variant_of(jpegs[-1])) if jpegs else self.url(),
        }

    def _candidates(self, format: str) -> list[tuple[str, int]]:
        own = [each for each in self.renditions if each["format"] == format]
        return [(self.url(variant_of(each)), each["width"]) for each in own]


def variant_of(rendition: dict[str, Any]) -> str:
    return f"w{rendition['width']}.{rendition['format']}"
