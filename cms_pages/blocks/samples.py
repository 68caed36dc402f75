"""What previews of blocks show in place of somebody's pictures and works."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 960, 640


def address() -> str:
    return static("img/sample.svg")


class SamplePicture:
    """Answers what the templates of pictures ask, with a drawing of ours."""

    decorative = False

    def __init__(self) -> None:
        self.description = self.contextual_alt_text = _("A woven band in red and blue")

    def get_renditions(self, *specs: str) -> dict[str, Any]:
        return {spec: SimpleNamespace(url=address(), width=WIDTH, height=HEIGHT) for spec in specs}


def work() -> Any:
    """Return what the templates of works take for one."""
    picture = {"src": address(), "width": WIDTH, "height": HEIGHT, "alt": "", "srcset": [], "webp": []}
    return SimpleNamespace(
        pk=0, title=_("The red band"), media_type="object", image=picture, icon="object", get_absolute_url="#"
    )
