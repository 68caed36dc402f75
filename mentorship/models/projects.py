"""Works: what a person has made, and the files that show it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from mentorship.models.kept_files import NOT_COPIED, KeptFile, Picture, private_storage, variant_of
from mentorship.models.sharing import Visibility
from mentorship.models.skills import Skill
from portal.core import copies
from portal.core.addresses import titled
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet
from portal.core.search import both_ways


def cover(files: str) -> models.Prefetch[str]:
    """Prefetch the first picture of works whose files the lookup `files` leads to."""
    pictures = ProjectFile.objects.filter(kind=ProjectFile.Kind.IMAGE)
    own = pictures.filter(project=models.OuterRef("project"))
    first = own.order_by("is_process", "position", "pk").values("pk")[:1]
    return models.Prefetch(files, queryset=pictures.filter(pk=models.Subquery(first)), to_attr="cover_files")


class ProjectQuerySet(PolicyQuerySet["Project"]):
    def public(self) -> ProjectQuerySet:
        """Works that anybody may find."""
        return self.filter(visibility=Project.Visibility.PUBLIC)

    def featured(self) -> ProjectQuerySet:
        """Public works that a coordinator has chosen, the latest choice first."""
        return self.public().filter(featured_at__isnull=False).order_by("-featured_at", "-pk")

    def newest_first(self) -> ProjectQuerySet:
        return self.order_by("-published_at", "-pk")

    def with_card(self) -> ProjectQuerySet:
        """Load what a card shows: the maker and the cover. Two queries whatever the number of rows."""
        return self.select_related("owner", "owner__profile").prefetch_related(cover("files"))


class Project(copies.Copied, index.Indexed, TimeStamped):
    """A work of one person: a painting, a song, a program, a chair."""

    class MediaType(models.TextChoices):
        IMAGE = "image", _("Picture")
        AUDIO = "audio", _("Sound")
        VIDEO = "video", _("Video")
        TEXT = "text", _("Text")
        CODE = "code", _("Code")
        OBJECT = "object", _("Object")

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        IN_PROGRESS = "in_progress", _("In progress")
        FINISHED = "finished", _("Finished")

    Visibility = Visibility

    class Licence(models.TextChoices):
        ALL_RIGHTS = "all-rights", _("All rights reserved")
        CC_BY = "cc-by-4.0", _("CC BY 4.0")
        CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
        CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
        CC_BY_NC_ND = "cc-by-nc-nd-4.0", _("CC BY-NC-ND 4.0")
        CC0 = "cc0-1.0", _("CC0 1.0")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    media_type = models.CharField(_("kind"), max_length=10, choices=MediaType)
    skills = models.ManyToManyField(Skill, related_name="projects", verbose_name=_("skills"), blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.IN_PROGRESS)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.ALL_RIGHTS)
    #: When it was first made public; orders the public lists.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When a coordinator chose it for newcomers.
    featured_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Names the form that made it, so that a form sent twice makes one work.
    submission = models.UUIDField(null=True, blank=True, editable=False)
    takes_commissions = models.BooleanField(
        _("people may ask me to make something like it"),
        default=False,
        help_text=_("They write to you here; your address is not shown."),
    )

    #: The token of the secret link with which it was opened, if so; then its addresses carry it too.
    opened_with = ""

    objects = ProjectQuerySet.as_manager()

    #: What a work is found by; who sees it is asked when somebody looks for it (portal.core.search).
    search_fields = [
        *both_ways("title", boost=2),
        *both_ways("description"),
        index.RelatedFields("owner", both_ways("display_name")),
        index.RelatedFields("skills", both_ways("name")),
    ]

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        indexes = [
            models.Index(fields=["visibility", "-published_at", "-id"], name="mentorship_project_newest"),
            models.Index(fields=["owner", "-updated_at"], name="mentorship_project_own"),
            # The search index names rows by their number in words (portal.core.search).
            models.Index(Cast("id", models.CharField(max_length=50)), name="mentorship_project_found"),
            models.Index(
                fields=["-featured_at"],
                condition=Q(featured_at__isnull=False),
                name="mentorship_project_featured",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(visibility="public") | Q(published_at__isnull=False),
                name="mentorship_public_work_is_dated",
            ),
            models.UniqueConstraint(fields=["owner", "submission"], name="mentorship_one_work_per_form"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return titled("mentorship:project_detail", self.public_id, self.title, "work")

    @property
    def maker(self) -> Any:
        """Whoever decides who sees it."""
        return self.owner

    @property
    def link(self) -> str:
        """The address under which this visitor opens it: with the secret that they came with, if so."""
        return f"{self.get_absolute_url()}?key={self.opened_with}" if self.opened_with else self.get_absolute_url()

    @property
    def visibility_tone(self) -> str:
        """The dye of the badge that says who sees it."""
        return {"public": "moss", "private": "walnut"}.get(self.visibility, "indigo")

    @property
    def licence_url(self) -> str:
        """Where the licence can be read, or "" for all rights reserved."""
        if self.licence == self.Licence.ALL_RIGHTS:
            return ""
        if self.licence == self.Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        kind, _dash, version = self.licence.removeprefix("cc-").rpartition("-")
        return f"https://creativecommons.org/licenses/{kind}/{version}/"

    @property
    def licence_words(self) -> str:
        """What the licence allows, in one sentence; "" for all rights reserved."""
        return str(LICENCE_WORDS.get(self.licence, ""))

    @property
    def is_public(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC

    @property
    def cover(self) -> ProjectFile | None:
        """The first picture; needs `with_card()` or prefetched files, so that it never queries."""
        covers = getattr(self, "cover_files", None)
        if covers is None:
            covers = [file for file in self.files.all() if file.kind == ProjectFile.Kind.IMAGE]
            covers.sort(key=lambda file: file.is_process)  # the finished work before its making
        return covers[0] if covers else None

    @property
    def image(self) -> Picture | None:
        """The cover as `components/card_work.html` wants it; needs what `cover` needs."""
        return self.cover.image if self.cover else None

    @property
    def icon(self) -> str:
        """The name of the icon that stands for a work without a picture."""
        return "music" if self.media_type == self.MediaType.AUDIO else self.media_type


LICENCE_WORDS = {
    "cc-by-4.0": _("Use it and change it, and name the maker."),
    "cc-by-sa-4.0": _("Use it and change it, name the maker, and share what you make of it alike."),
    "cc-by-nc-4.0": _("Use it and change it, not for money, and name the maker."),
    "cc-by-nc-nd-4.0": _("Pass it on unchanged, not for money, and name the maker."),
    "cc0-1.0": _("Use it for whatever you like."),
}


class ProjectFile(KeptFile):
    """One file of a work."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files")
    is_decorative = models.BooleanField(
        _("only decoration"), default=False, help_text=_("It tells nothing that the words do not say.")
    )
    caption = models.CharField(_("caption"), max_length=240, blank=True)
    is_process = models.BooleanField(
        _("shows how it was made"), default=False, help_text=_("Stands below the finished work, in order.")
    )
    transcript = models.TextField(
        _("what is said or heard"), blank=True, max_length=20_000, help_text=_("For people who cannot hear it.")
    )
    #: WebVTT, written by our code.
    captions = models.FileField(storage=private_storage, max_length=200, blank=True, editable=False)

    objects = PolicyQuerySet["ProjectFile"].as_manager()

    class Meta:
        verbose_name = _("file of a work")
        verbose_name_plural = _("files of works")
        ordering = ["project", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0), name="mentorship_picture_has_a_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} of {self.project_id}"

    def url(self, variant: str = "original") -> str:
        """The address of one variant: "original", or a rendition such as "w400.webp". Never a query.

        Renditions of public works have public addresses, as far as the file was loaded with its work.
        """
        project = self._state.fields_cache.get("project")
        if project and project.is_public and project.public_token and variant not in NOT_COPIED:
            return copies.address(project.public_token, self.copy_name(variant))
        address = reverse("mentorship:file", args=[self.public_id, variant])
        asked = {"key": project.opened_with if project else "", "v": self.revision or ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{address}?{query}" if query else address

    @property
    def captions_path(self) -> str:
        return self.captions.name if self.captions else ""

    @property
    def needs_words(self) -> bool:
        """Whether nobody has said yet what this picture shows to those who cannot see it."""
        return self.kind == self.Kind.IMAGE and not (self.alt_text or self.is_decorative)

    @property
    def captions_url(self) -> str:
        return self.url("captions.vtt") if self.captions else ""

    @property
    def poster_url(self) -> str:
        """What stands for a film that does not run yet, or ""."""
        stills = [each for each in self.renditions if each["format"] == "jpeg"]
        if self.kind != self.Kind.VIDEO or not stills:
            return ""
        return self.url(variant_of(min(stills, key=lambda each: abs(each["width"] - 800))))
