"""Where Wagtail's own screens say too much, or fall over: mended here, found by the canary crawl."""

from __future__ import annotations

from typing import Any

from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.admin.forms.choosers import URLOrAbsolutePathField
from wagtail.images.views.chooser import ImageChooseViewMixin

_filters_of_media = BaseMediaFilterSet.__init__
_context_of_chooser = ImageChooseViewMixin.get_context_data
_absolute_path_of = URLOrAbsolutePathField.to_python


def _without_tags(self: Any, *args: Any, **kwargs: Any) -> None:
    """Leave out the most popular tags: they are those of everybody's pictures, private ones too."""
    _filters_of_media(self, *args, **kwargs)
    self.filters.pop("tag", None)


def _without_popular_tags(self: Any, **kwargs: Any) -> dict[str, Any]:
    return {**_context_of_chooser(self, **kwargs), "popular_tags": []}


def _empty_is_empty(self: Any, value: Any) -> Any:
    """Let a POST without any address be refused beside the field; Wagtail asks None for its first letter."""
    return _absolute_path_of(self, value or "")


def apply() -> None:
    BaseMediaFilterSet.__init__ = _without_tags
    ImageChooseViewMixin.get_context_data = _without_popular_tags
    URLOrAbsolutePathField.to_python = _empty_is_empty
