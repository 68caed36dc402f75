"""Template tags of the components in `templates/components/`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

from portal.core.icons import ICONS

register = template.Library()

TONES = ("madder", "indigo", "weld", "moss", "walnut")


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw the icon `name` of portal/core/icons.py; it is decoration, so words must stand beside it."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        extra_class,
        mark_safe(ICONS.get(name, "")),  # our own constants, never a person's text
    )


@register.filter
def tone(value: object) -> str:
    """Choose one of the five dyes for `value`; the same value always gets the same dye."""
    return TONES[sum(map(ord, str(value))) % len(TONES)]


@register.filter
def initials(name: object) -> str:
    """Shorten a name to at most two letters: "Amina Diallo" becomes "AD"."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def money(amount: Decimal | int | str, currency: str = "EUR") -> str:
    """Write `amount` in `currency` the way readers of the active language expect."""
    if amount is None or amount == "":
        return ""
    return format_currency(amount, currency or "EUR", locale=to_locale(get_language() or "en"))


@register.filter
def srcset(candidates: Iterable[tuple[str, int]] | None) -> str:
    """Join (url, width) pairs into the value of a srcset attribute."""
    return ", ".join(f"{url} {width}w" for url, width in candidates or ())


@register.simple_tag
def elided_pages(page: Page) -> list[int | str]:
    """List the page numbers worth showing around `page`; an ellipsis stands for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, number: int, param: str = "page") -> str:
    """Link to page `number`, keeping the rest of the query string."""
    request = getattr(context, "request", None)
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param or "page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str, kind: str = "page") -> SafeString | str:
    """Mark a link as the current page, or as the current section when the page lies below it."""
    request = context.get("request") or getattr(context, "request", None)
    path: Any = getattr(request, "path", "")
    if not url or not path:
        return ""
    if path == url:
        return format_html('aria-current="{}"', kind)
    if url != "/" and path.startswith(url):
        return mark_safe('aria-current="true"')  # a constant
    return ""
