"""Template tags of the pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from wagtail.admin.userbar import Userbar

from cms_pages import context as chapter_context
from cms_pages import describing, pictures, selectors
from cms_pages.forms.voices import ContactForm
from cms_pages.models import threads
from cms_pages.models.base import BasePage
from portal.core.highlighting import highlight

register = template.Library()

WORK_TONES = {"image": "madder", "audio": "indigo", "video": "indigo", "code": "moss", "object": "weld"}


@register.simple_tag(takes_context=True)
def described(context: template.Context) -> describing.Described:
    """Describe the page that is shown to search engines and social sites."""
    return describing.describe(context["page"], context.flatten())


@register.filter
def picture(image: Any) -> dict[str, Any] | None:
    """Describe a page's picture for our components, with the picture's own description."""
    return pictures.picture(image)


@register.filter
def picture_in_text(image: Any) -> dict[str, Any] | None:
    """Describe a picture block: its words belong to this place, or it is decoration."""
    words = "" if image is None or image.decorative else image.contextual_alt_text or ""
    return pictures.picture(image, alt=words)


@register.filter
def is_among(work: Any, visible_works: set[int] | None) -> bool:
    """Whether the visitor may see `work`."""
    return work is not None and work.pk in (visible_works or ())


@register.filter
def tag_path(tag: Any) -> str:
    """Where the stories with `tag` are listed, below a journal or the list of all stories."""
    return threads.tag_path(tag)


@register.filter
def recording(work: Any) -> Any:
    """The sound or video of `work` that a page plays; no query for works that came with a page's blocks."""
    return selectors.recording_of(work) if work is not None else None


@register.filter
def in_colours(code: str, language: str) -> SafeString:
    """A program as HTML, each kind of word with its class."""
    return highlight(code, language)


@register.filter
def work_tone(work: Any) -> str:
    """The dye of a work without a picture."""
    return WORK_TONES.get(work.media_type, "walnut")


@register.filter
def maker_url(work: Any) -> str:
    """Link to the maker's portfolio if there is one; needs `select_related("owner__portfolio")`."""
    portfolio = getattr(work.owner, "portfolio", None)
    return f"/people/{portfolio.slug}/" if portfolio and portfolio.live else ""


@register.filter
def person_url(person: Any) -> str:
    """Link to the portfolio of `person`, which was loaded along and is online."""
    return f"/people/{person.portfolio.slug}/"


@register.simple_tag(takes_context=True)
def contact_form(context: Context) -> ContactForm:
    """An empty contact form for whoever looks at the page."""
    user = getattr(context.get("request"), "user", None)
    return ContactForm(is_known=bool(user and user.is_authenticated))


@register.filter
def skill_names(person: Any) -> list[str]:
    """The first three skills of a person of `selectors.makers()`."""
    return [held.skill.name for held in person.skills_held[:3]]


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, Any]]:
    """The languages that one may choose here: those of the page's translations, or those of the site itself."""
    request, page = context.get("request"), context.get("page")
    if request is None:
        return []
    if isinstance(page, BasePage):
        choices = describing.alternates(page, request)
    else:
        # What is not there answers alike, whatever was asked for: it does not name its address.
        address = "/" if "request_path" in context else request.get_full_path()
        choices = [(code, address) for code in settings.INTERFACE_LANGUAGES]
    return [_language(code, address) for code, address in choices] if len(choices) > 1 else []


def _language(code: str, address: str) -> dict[str, Any]:
    choose = f"{reverse('language', args=[code])}?{urlencode({'next': address})}"
    name = get_language_info(code)["name_local"].capitalize()
    return {"code": code, "name": name, "url": choose, "is_current": code == get_language()}


@register.simple_tag(takes_context=True)
def page_at(context: Context, address: str) -> str:
    """Where the page of the chapter at `address` lies in the language of this answer. No query when known."""
    known: Any = context.get("chapter") or chapter_context.read()
    return str(known.places.get(address, address))


@register.simple_tag(takes_context=True)
def editors_bar(context: Context) -> str:
    """Wagtail's bar with the accessibility checker, for who may edit this page; phones have no room for it."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, BasePage) or request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return ""
    user = request.user
    if not user.has_perm("wagtailadmin.access_admin") or not page.permissions_for_user(user).can_edit():
        return ""
    bar: str = Userbar(object=page, position="bottom-left").render_html(context)
    return bar
