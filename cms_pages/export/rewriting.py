"""One page of the site, as it is to stand in the export: nothing is loaded from elsewhere, links lead to files.

Reads tags one after another and leaves alone what it need not change. `data-export="drop"` takes an element out,
`data-export="header"` and `data-export="footer"` put the export's own in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import urlsplit

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
#: What needs a server, or runs what is not ours.
DROPPED = frozenset(["base", "embed", "form", "frame", "frameset", "object", "portal"])
LOADING = {
    "audio": ("src",),
    "img": ("src", "srcset"),
    "image": ("href", "xlink:href"),
    "input": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
#: Checks of origins that fail from a disk, our own marks, and what makes a player load: its link stays.
REMOVED = frozenset(["crossorigin", "data-embed", "data-export", "integrity", "nonce", "ping"])
LINKS_KEPT = frozenset(["author", "license", "me", "next", "prev"])
ICONS = frozenset(["icon", "apple-touch-icon"])
FACTS = "application/ld+json"
CLASSIC = frozenset(["", "text/javascript", "application/javascript"])
Attributes = dict[str, str | None]


class Links(Protocol):
    """How a page's addresses change; each is asked with the address as it stands in the page."""

    def resource(self, url: str) -> str | None: ...
    def captions(self, url: str) -> str | None: ...
    def script(self, url: str, *, is_module: bool) -> str | None: ...
    def anchor(self, url: str) -> str | None: ...
    def absolute(self, url: str) -> str: ...
    def styles(self, css: str) -> str: ...
    def symbol(self, url: str) -> str | None: ...


class PageRewriter(HTMLParser):
    """`rewrite(html)` once for each page; `slots` take the place of elements marked with their names."""

    def __init__(self, links: Links, *, slots: Mapping[str, str], head: Callable[[bool], str]) -> None:
        super().__init__(convert_charrefs=False)
        self._links = links
        self._slots = slots
        self._head = head
        self._out: list[str] = []
        self._skipped = ""  # the element that is being left out, and how deep we are in elements of its name
        self._depth = 0
        self._raw = ""  # in <script> and <style>: what is to be done with their text, which comes in parts
        self._text: list[str] = []
        self._has_canonical = False

    def rewrite(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self._out)

    # Tags -------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        attributes = dict(attrs)
        if self._leave_out(tag, attributes):
            return
        changed = self._change(tag, dict(attributes))
        if changed is None:
            self._skip(tag)
        elif changed == attributes:
            self._out.append(self.get_starttag_text() or "")
        else:
            self._out.append(_written(tag, changed))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self._skipped or attributes.get("data-export") == "drop" or tag in DROPPED:
            return
        if tag == "use" and self._external_use(attributes):
            return
        changed = self._change(tag, dict(attributes))
        if changed is not None:
            same = changed == attributes
            self._out.append(self.get_starttag_text() or "" if same else _written(tag, changed, end=" /"))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if not self._depth:
                self._skipped = ""
            return
        if tag == "head":
            self._out.append(self._head(self._has_canonical))
        if self._raw:
            text = "".join(self._text)
            self._out.append(self._links.styles(text) if self._raw == "style" else self._facts(text))
            self._raw, self._text = "", []
        self._out.append(f"</{tag}>")

    def _leave_out(self, tag: str, attributes: Attributes) -> bool:
        """Leave an element out whole, perhaps with something in its place."""
        mark = attributes.get("data-export")
        if mark in self._slots:
            self._out.append(self._slots[mark])
        elif tag == "iframe":
            self._out.append(_as_link(attributes))
        elif tag == "use" and self._external_use(attributes):
            pass
        elif mark != "drop" and tag not in DROPPED:
            return False
        self._skip(tag)
        return True

    def _skip(self, tag: str) -> None:
        if tag not in VOID:
            self._skipped, self._depth = tag, 1

    def _external_use(self, attributes: Attributes) -> bool:
        """Put a drawing from a sprite into the page itself."""
        target = attributes.get("href") or attributes.get("xlink:href") or ""
        if not target or target.startswith("#"):
            return False
        self._out.append(self._links.symbol(target) or "")
        return True

    # Attributes -------------------------------------------------------------------------------------------

    def _change(self, tag: str, attributes: Attributes) -> Attributes | None:
        """Return the attributes as they are to be, or None when the element goes."""
        for name in list(attributes):
            if name in REMOVED or name.startswith(("on", "hx-")):
                del attributes[name]
        if "style" in attributes:
            attributes["style"] = self._links.styles(attributes["style"] or "")
        if tag in ("link", "meta", "script", "style"):
            return getattr(self, f"_change_{tag}")(attributes)  # type: ignore[no-any-return]  # one of these four
        if tag in ("a", "area"):
            self._change_anchor(attributes)
        for name in LOADING.get(tag, ()):
            self._load(attributes, name, captions=tag == "track")
        for name, value in list(attributes.items()):
            if name.startswith("data-") and value and re.match(r"/\w", value):
                self._load(attributes, name)
        if tag in ("img", "source", "track") and not (attributes.get("src") or attributes.get("srcset")):
            return None
        return attributes

    def _load(self, attributes: Attributes, name: str, *, captions: bool = False) -> None:
        """Let an attribute name a file of the export, or take it away."""
        value = attributes.get(name)
        if not value or value.startswith("data:"):
            return
        if captions:
            new = self._links.captions(value)
        else:
            new = self._candidates(value) if name.endswith("srcset") else self._links.resource(value)
        if new:
            attributes[name] = new
        else:
            del attributes[name]

    def _candidates(self, srcset: str) -> str:
        kept = []
        for candidate in srcset.split(", "):
            url, _space, width = candidate.strip().partition(" ")
            if new := self._links.resource(url):
                kept.append(f"{new} {width}".strip())
        return ", ".join(kept)

    def _change_anchor(self, attributes: Attributes) -> None:
        target = (attributes.get("href") or "").strip()
        if not target or target.startswith("#"):
            return
        new = self._links.anchor(target)
        if new:
            attributes["href"] = new
        else:
            del attributes["href"]

    def _change_link(self, attributes: Attributes) -> Attributes | None:
        kinds = set((attributes.get("rel") or "").lower().split())
        target = attributes.get("href") or ""
        if "canonical" in kinds:
            self._has_canonical = True
            return {**attributes, "href": self._links.absolute(target)}
        if kinds & LINKS_KEPT:
            self._change_anchor(attributes)
            return attributes if attributes.get("href") else None
        if "stylesheet" not in kinds and not kinds & ICONS:
            return None
        self._load(attributes, "href")
        return attributes if attributes.get("href") else None

    def _change_meta(self, attributes: Attributes) -> Attributes | None:
        if "http-equiv" in attributes:
            return None
        content = attributes.get("content") or ""
        if urlsplit(content).scheme in ("http", "https"):
            attributes["content"] = self._links.absolute(content)
        return attributes

    def _change_script(self, attributes: Attributes) -> Attributes | None:
        kind = (attributes.get("type") or "").lower()
        if kind == FACTS:
            self._raw = "facts"
            return attributes
        target = attributes.get("src")
        new = self._links.script(target, is_module=kind == "module") if target else None
        if not new or kind not in CLASSIC | {"module"}:
            return None
        if kind == "module":
            return {"defer": None, "src": new}
        return {**attributes, "src": new}

    def _change_style(self, attributes: Attributes) -> Attributes:
        self._raw = "style"
        return attributes

    # Everything else --------------------------------------------------------------------------------------

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            (self._text if self._raw else self._out).append(data)

    def _facts(self, text: str) -> str:
        """Return JSON-LD whose addresses are those of the export."""
        try:
            facts = json.loads(text)
        except ValueError:
            return "{}"
        written = json.dumps(self._with_addresses(facts), ensure_ascii=False)
        return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")

    def _with_addresses(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._with_addresses(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._with_addresses(each) for each in value]
        if isinstance(value, str) and re.match(r"https?://\S+$", value):
            return self._links.absolute(value)
        return value

    def handle_entityref(self, name: str) -> None:
        if not self._skipped:
            self._out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        if not self._skipped:
            self._out.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._out.append(f"<!{decl}>")


def _written(tag: str, attributes: Attributes, end: str = "") -> str:
    parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *parts])}{end}>"


def _as_link(attributes: Attributes) -> str:
    """Return a link to what a frame would have loaded from elsewhere."""
    target = attributes.get("src") or ""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https"):
        return ""
    words = attributes.get("title") or parts.netloc
    return f'<p><a href="{escape(target)}" rel="external noopener">{escape(words)}</a></p>'
