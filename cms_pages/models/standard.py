"""Pages that say one thing: about us, safety, money, imprint."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from cms_pages.blocks import LINE_FEATURES, body_blocks
from cms_pages.models.base import BasePage

#: Stands in the words of pages that a new chapter is given, as long as somebody still has to write them.
TO_WRITE = "replace this paragraph"


class StandardPage(BasePage):
    """One column of the chapter's own words."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)
    body = StreamField(body_blocks(), verbose_name=_("content"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    template = "cms_pages/standard.html"
    parent_page_types = ["cms_pages.HomePage", "cms_pages.StandardPage"]
    subpage_types = ["cms_pages.StandardPage", "cms_pages.FormPage"]
    is_translated = True

    class Meta:
        verbose_name = _("information page")
