"""What coordinators set for the whole site: its name, its sign, a colour, the menu and the foot of every page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms_pages import themes
from portal.core import colours

#: A place on this site, or a whole address with https. "//elsewhere" is neither.
is_address = RegexValidator(
    r"^(/(?!/)\S*|https://\S+)$", _("Begin with / for a page of this site, or with https:// for another.")
)


class LinkBlock(blocks.StructBlock):
    """Words that lead to a page of the site or to an address."""

    words = blocks.CharBlock(label=_("words"), max_length=40)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.CharBlock(label=_("or address"), required=False, max_length=200, validators=[is_address])

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            refusal = ValidationError(_("Choose a page or write an address, one of the two."))
            raise StructBlockValidationError(block_errors={"address": refusal})
        return cleaned


class LinksBlock(blocks.StructBlock):
    """Links under a heading."""

    heading = blocks.CharBlock(label=_("heading"), max_length=40)
    links = blocks.ListBlock(LinkBlock(), label=_("links"), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Group of links")


@register_setting(icon="cog")
class ChapterSettings(BaseSiteSetting):  # type: ignore[misc]  # Wagtail has no types
    """One row for the site; what is empty stays as the software brings it."""

    name = models.CharField(_("name of the chapter"), max_length=40, blank=True)
    logo = models.ForeignKey(
        "cms_pages.PortalImage",
        verbose_name=_("sign"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A small square picture beside the name."),
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        help_text=_("Of links and buttons, as #rrggbb. It must be dark enough to be read."),
    )
    menu = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("menu"),
        blank=True,
        max_num=6,
        help_text=_("Leave it empty for works, people, shop and journal."),
    )
    footer_words = models.CharField(_("words at the foot"), max_length=300, blank=True)
    footer = StreamField([("group", LinksBlock())], verbose_name=_("links at the foot"), blank=True, max_num=3)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("logo"), FieldPanel("accent")], heading=_("Brand")),
        FieldPanel("menu"),
        MultiFieldPanel([FieldPanel("footer_words"), FieldPanel("footer")], heading=_("Foot of every page")),
    ]

    class Meta:
        verbose_name = _("chapter settings")

    def __str__(self) -> str:
        return f"Settings of {self.site_id}"

    def clean(self) -> None:
        super().clean()
        self.accent = self.accent.lower()
        if not self.accent:
            return
        if not colours.is_colour(self.accent):
            raise ValidationError({"accent": _("Write the colour as #rrggbb, such as #2d4275.")})
        readable = themes.suggestion(themes.Theme.WORKSHOP, self.accent)
        if readable != self.accent:
            words = _("This colour is too pale to be read. The nearest is %(colour)s.")
            raise ValidationError({"accent": words % {"colour": readable}})
