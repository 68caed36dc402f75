"""What pages lead to and show: read when a page is published, so that reports need not read every page."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class MentionQuerySet(models.QuerySet["Mention"]):
    def broken(self) -> MentionQuerySet:
        """Links that lead nowhere: to what is gone or offline, and outside to what did not answer twice."""
        from cms_pages.models.media import PortalDocument

        Kind = Mention.Kind
        pages = Page.objects.filter(pk=OuterRef("target"), live=True)
        documents = PortalDocument.objects.filter(pk=OuterRef("target"))
        return self.filter(
            (Q(kind=Kind.PAGE) & ~Exists(pages))
            | (Q(kind=Kind.DOCUMENT) & ~Exists(documents))
            | Q(kind=Kind.OUTSIDE, failures__gte=Mention.FAILURES),
            page__live=True,
        )

    def wordless(self) -> MentionQuerySet:
        """Pictures that neither have words nor are marked as decoration."""
        return self.filter(kind=Mention.Kind.PICTURE, page__live=True)


class Mention(models.Model):
    """A link of a page, or a picture on it that lacks words."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Link to a page")
        DOCUMENT = "document", _("Link to a document")
        OUTSIDE = "outside", _("Link to another site")
        PICTURE = "picture", _("Picture without words")

    #: So often in a row another site may not answer before its link counts as broken.
    FAILURES = 2

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    target = models.PositiveBigIntegerField(_("number"), default=0)
    address = models.CharField(_("address"), max_length=500, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "target", "address"], name="cms_pages_mentioned_once")
        ]
        indexes = [
            models.Index(fields=["kind", "target"], name="cms_pages_mention_target"),
            models.Index(fields=["kind", "checked_at"], name="cms_pages_mention_checked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target or self.address}"
