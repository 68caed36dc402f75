"""Where Wagtail's own screens say too much, or fall over: mended here, found by the canary crawl."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.cache import cache
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.admin.forms.choosers import URLOrAbsolutePathField
from wagtail.admin.widgets import BaseChooser
from wagtail.images.views.chooser import ImageChooseViewMixin
from wagtail.models import Locale
from wagtail_localize.views import submit_translations
from wagtail_localize.wagtail_hooks import page_listing_more_buttons as _buttons_of_localize

_filters_of_media = BaseMediaFilterSet.__init__
_context_of_chooser = ImageChooseViewMixin.get_context_data
_page_of_submit = submit_translations.SubmitPageTranslationView.get_object
_locale_of_language = Locale.get_active
_absolute_path_of = URLOrAbsolutePathField.to_python
_chosen = BaseChooser.get_instance


def _without_tags(self: Any, *args: Any, **kwargs: Any) -> None:
    """Leave out the most popular tags: they are those of everybody's pictures, private ones too."""
    _filters_of_media(self, *args, **kwargs)
    self.filters.pop("tag", None)


def _without_popular_tags(self: Any, **kwargs: Any) -> dict[str, Any]:
    return {**_context_of_chooser(self, **kwargs), "popular_tags": []}


def _empty_is_empty(self: Any, value: Any) -> Any:
    """Let a POST without any address be refused beside the field; Wagtail asks None for its first letter."""
    return _absolute_path_of(self, value or "")


def _nonsense_is_nothing(self: Any, value: Any) -> Any:
    """Let what is no number be refused beside the field; Wagtail looks for it to show the form again."""
    try:
        return _chosen(self, value)
    except (TypeError, ValueError):
        return None


class OnePageForm(submit_translations.SubmitTranslationForm):  # type: ignore[misc]
    """Translates one page: below it may be pages of people. What stands above is translated first."""

    def __init__(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        self.fields["include_subtree"].widget = forms.HiddenInput()
        parent = instance.get_parent()
        if not parent.is_root():
            there = parent.get_translations(inclusive=True).filter(alias_of=None).values("locale")
            offered = self.fields["locales"].queryset.filter(pk__in=there)
            self.fields["locales"].queryset = offered
            self.fields["locales"].help_text = _("Languages into which the page above is translated.")

    def clean_include_subtree(self) -> bool:
        return False


def _page_to_translate(self: Any) -> Any:
    """The page, if it is one of the chapter's that are translated: never a person's, nor what lists people."""
    page = _page_of_submit(self)
    if not getattr(page, "is_translated", False):
        raise Http404
    return page


def _buttons_where_it_is_translated(page: Any, user: Any, *args: Any, **kwargs: Any) -> Any:
    if getattr(page.specific_class, "is_translated", False):
        yield from _buttons_of_localize(page, user, *args, **kwargs)


def _active_locale(cls: Any) -> Any:
    """Find the language's row without a question for every link of a page."""
    key = f"cms_pages.locale:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _locale_of_language()
        cache.set(key, kept, 300)
    return kept


def _mend_translations() -> None:
    submit_translations.SubmitTranslationForm = OnePageForm
    submit_translations.SubmitPageTranslationView.get_object = _page_to_translate
    Locale.get_active = classmethod(_active_locale)
    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        known = hooks.get_hooks(name)  # loads them
        if _buttons_of_localize in known:
            hooks._hooks[name] = [
                (_buttons_where_it_is_translated if each is _buttons_of_localize else each, order)
                for each, order in hooks._hooks[name]
            ]


def apply() -> None:
    _mend_translations()
    BaseMediaFilterSet.__init__ = _without_tags
    ImageChooseViewMixin.get_context_data = _without_popular_tags
    URLOrAbsolutePathField.to_python = _empty_is_empty
    BaseChooser.get_instance = _nonsense_is_nothing
