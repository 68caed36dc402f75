"""Pictures of pages as our components want them: WebP in four widths."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

#: The second is what most phones take for a picture across the page.
WIDTHS = (480, 720, 960, 1600)
SPECS = tuple(f"width-{width}|format-webp" for width in WIDTHS)


def with_renditions(images: QuerySet[Any]) -> Any:
    """Load the renditions along: one query more, whatever the number of pictures."""
    return images.prefetch_renditions(*SPECS)  # type: ignore[attr-defined]  # Wagtail's queryset has it


def renditions_of(field: str) -> Prefetch[Any]:
    """Prefetch the renditions of the picture in the foreign key `field`, which is to be selected along."""
    from cms_pages.models import PortalRendition

    wanted = PortalRendition.objects.filter(filter_spec__in=SPECS)
    return Prefetch(f"{field}__renditions", queryset=wanted, to_attr="prefetched_renditions")


def picture(image: Any, *, alt: str | None = None) -> dict[str, Any] | None:
    """Describe `image` for `components/picture.html`; `alt` defaults to its own description."""
    if image is None:
        return None
    renditions = image.get_renditions(*SPECS)
    by_width = {rendition.width: rendition for rendition in (renditions[spec] for spec in SPECS)}
    middle = renditions[SPECS[2]]
    return {
        "src": middle.url,
        "width": middle.width,
        "height": middle.height,
        "alt": image.description if alt is None else alt,
        "srcset": [(rendition.url, width) for width, rendition in sorted(by_width.items())],
    }
